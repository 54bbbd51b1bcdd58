using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What a layer is, for lints and plans that look at neighbours.</summary>
[Flags]
internal enum LayerTraits
{
    None = 0,

    /// <summary>A trained linear map that mixes channels: Linear, or a full Conv2d.</summary>
    Mixing = 1,

    /// <summary>Has a kernel or a matrix of weights.</summary>
    Weighted = 2,

    /// <summary>Not linear, so that stacking weighted layers around it makes sense.</summary>
    Nonlinear = 4,

    /// <summary>Keeps gradients alive: normalisations and joins.</summary>
    KeepsGradients = 8,

    /// <summary>The output is the input's memory, seen otherwise.</summary>
    View = 16,

    /// <summary>Switched off outside training.</summary>
    TrainingOnly = 32,

    /// <summary>Every output depends on the whole input.</summary>
    SeesEverything = 64,

    /// <summary>Subtracts a mean of its own, so that a bias before it has no effect.</summary>
    Normalizes = 128,

    /// <summary>Backward, it writes a number of the input's gradient when it has read that number of the output's for the last time, so both may be one memory.</summary>
    Numberwise = 256,

    /// <summary>A sum or a selection of its inputs: its backward pass does not read them.</summary>
    Sums = 512,
}

/// <summary>
/// All that the compiler knows of one kind of layer: its arguments (as properties), shape rule, parameters, cost, and the code of both passes.
/// A record, so that graphs compare by content.
/// </summary>
internal abstract record Layer
{
    /// <summary>The attribute's name: <c>Conv2d</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What its default name begins with: <c>conv</c>.</summary>
    public virtual string Prefix => Kind.ToLowerInvariant();

    public virtual LayerTraits Traits => LayerTraits.None;

    public bool Has(LayerTraits traits) => (Traits & traits) != 0;

    /// <summary>Its tensors' names, whatever its input: a network with errors keeps a member for each, so that code which uses them compiles.</summary>
    public virtual IEnumerable<string> TensorNames => [];

    /// <summary>Names of other layers whose outputs it takes besides the current one.</summary>
    public virtual EquatableArray<string> References => EquatableArray<string>.Empty;

    /// <summary>Whether the current output is its last input, after the named ones, instead of its first.</summary>
    public virtual bool CurrentComesLast => false;

    /// <summary>Whether it treats every plane alike and by itself, so that a plane may be a channel of sixteen images or sixteen channels of one.</summary>
    public virtual bool IsPlanewise(Node node) => false;

    /// <summary>Whether its backward pass writes the gradient of that input.</summary>
    public virtual bool Differentiates(int input) => true;

    /// <summary>Whether it reads what the forward pass of that input's layer kept: then that is kept outside training too.</summary>
    public virtual bool ReadsSaved(int input) => false;

    /// <summary>The layer as it is outside training, whatever the network does: for frozen parts.</summary>
    public virtual Layer Freeze() => this;

    /// <summary>The shape rule, parameters, cost and receptive field. Reports what does not fit.</summary>
    public abstract void Infer(Inference inference);

    /// <summary>Floats per image, and per lane, that the forward pass keeps for the backward pass.</summary>
    public virtual Size Saved(Node node) => 0;

    /// <summary>Floats per chunk that a pass uses and forgets.</summary>
    public virtual Size Scratch(Node node, bool training) => 0;

    /// <summary>Writes the forward pass of one chunk.</summary>
    public abstract void EmitForward(Step step);

    /// <summary>Writes the backward pass of one chunk: adds to the weights' gradients, and writes or adds to the input's.</summary>
    public abstract void EmitBackward(Step step);

    /// <summary>Adds the ONNX nodes that compute what the layer does outside training, and returns the value that is its output.</summary>
    public abstract OnnxValue EmitOnnx(OnnxStep onnx);
}

/// <summary>
/// An activation that works number by number, and whose derivative follows from its output alone.
/// Such a one can be applied by the layer before it, in registers.
/// </summary>
internal interface IPointwise
{
    /// <summary>What sets it apart from others, for names of methods.</summary>
    string Key { get; }

    /// <summary>An expression in the vector <paramref name="x"/>.</summary>
    string Apply(Isa isa, KernelSet kernels, string x);

    /// <summary>The gradient <paramref name="dy"/> times the derivative, from the output <paramref name="y"/>.</summary>
    string Differentiate(Isa isa, KernelSet kernels, string y, string dy);
}

/// <summary>A layer that can apply a pointwise activation to its output while it is in registers.</summary>
internal interface ITakesEpilogue;

/// <summary>A layer each of whose outputs is one of its inputs, which alone gets the gradient: what an activation before it makes of that follows from the outputs.</summary>
internal interface ISelects;
