using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>One layer's turn in one pass over a chunk of sixteen images: where its values lie, and where to write its calls.</summary>
internal sealed class Step(PassPlan plan, PlannedNode planned, KernelSet kernels, CodeWriter code, bool training)
{
    public Node Node { get; } = planned.Node;

    public Isa Isa => Kernels.Isa;

    public KernelSet Kernels { get; } = kernels;

    public CodeWriter Code { get; } = code;

    /// <summary>Whether the forward pass has to keep what the backward pass needs.</summary>
    public bool Training { get; } = training;

    /// <summary>Whether the layer before applies this activation, so that its gradient is turned in place.</summary>
    public bool IsFused => planned.IsFused;

    /// <summary>The activation to apply before storing, or none.</summary>
    public IPointwise? Epilogue => planned.Epilogue?.Layer as IPointwise;

    /// <summary>Where a layer with an epilogue stores: the activation's output.</summary>
    public Map Output => MapOf(plan.Values, planned.Epilogue ?? Node);

    public Map OutputGradient => MapOf(plan.Gradients, planned.Epilogue ?? Node);

    public Map Input(int index = 0) => MapOf(plan.Values, Node.Inputs[index], Node.InputShapes[index]);

    public Map InputGradient(int index = 0) => MapOf(plan.Gradients, Node.Inputs[index], Node.InputShapes[index]);

    /// <summary>Whether the input's gradient is to be added to, since another layer has written it.</summary>
    public bool Accumulates(int index = 0) => planned.Accumulates[index];

    public string Saved => "ref " + Isa0(plan.Saved[Node.Index]);

    public string Scratch => "ref " + Isa0(plan.Scratch);

    /// <summary>The layer's tensor of that name, or null if it has none.</summary>
    public string? Weight(string name) => Find(name) is { } tensor
        ? Isa.At(tensor.Trainable ? "parameters" : "buffers", tensor.Offset)
        : null;

    public string? WeightGradient(string name) => Find(name) is { } tensor ? Isa.At("gradients", tensor.Offset) : null;

    public void Call(string kernel, params string?[] arguments)
    {
        IEnumerable<string?> all = kernel.Contains("Any") ? arguments.Append("height").Append("width") : arguments;
        Code.Line($"{kernel}({string.Join(", ", all.Where(argument => argument is not null))});");
    }

    /// <summary>What only serves an input without trained layers before it is skipped unless the caller wants the input's gradient.</summary>
    public IDisposable? ForInputGradient(int index = 0) => Code.BlockIf(planned.OnlyForInputGradient[index], "if (chunk.WantsInputGradient)");

    private Tensor? Find(string name) => Node.Tensors.FirstOrDefault(tensor => tensor.Name == name);

    private static Map MapOf(EquatableArray<Size> places, Node node) => MapOf(places, node.Index, node.Output);

    private static Map MapOf(EquatableArray<Size> places, int index, Shape shape) =>
        new(Isa.At("arena", places[index + 1]), shape.Channels, shape.Height, shape.Width);

    private static string Isa0(Size offset) => Isa.Element("arena", offset);
}
