using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>A convolution of one image in blocks, whose weights are packed in the order of its reading: what a layer needs of it, however it computes.</summary>
internal abstract record PackedConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs)
{
    public bool HasBias { get; init; }

    /// <summary>Whether another map is added before the activation; for gradients it may be the target itself.</summary>
    public bool HasAddend { get; init; }

    public IPointwise? Epilogue { get; init; }

    /// <summary>Whether the result is the largest of each 2×2 outputs; nothing is added to it then.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Floats that it uses and forgets.</summary>
    public abstract long Scratch { get; }

    /// <summary>Floats of packed weights.</summary>
    public abstract int PackedLength { get; }

    /// <summary>What a kernel is given for a bias or an addend that is not there.</summary>
    protected const string Nothing = "ref Unsafe.NullRef<float>()";

    /// <summary>From here on weights come from beyond a core's own caches.</summary>
    public const int FarWeights = 1 << 18;

    protected int PaddedOutputs => (Outputs + Map.Pixel - 1) / Map.Pixel * Map.Pixel;

    /// <summary>Floats between rows of the result.</summary>
    protected int RowOfResult => (int)Y.RowStride.Value / (IsPooled ? 2 : 1);

    /// <summary>Floats between planes of the result.</summary>
    protected int PlaneOfResult => (int)Y.PlaneStride.Value / (IsPooled ? 4 : 1);

    protected int Height => (int)X.Height.Value;

    protected int Width => (int)X.Width.Value;

    /// <summary>What follows the sums, for names of methods.</summary>
    protected string Suffix => (HasBias ? "" : "_NoBias") + (HasAddend ? "_Add" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key) + (IsPooled ? "_MaxPool" : "");

    /// <summary>Lines of the weights of the next group that each of so many tiles of a group asks for at each tap of sixteen channels: none where the weights are near, or read often enough to matter little.</summary>
    protected int Lines(int group, int tiles) => PackedLength >= FarWeights && tiles <= group ? (group + tiles - 1) / tiles : 0;

    /// <summary>Writes the packing of the weights in the order of reading.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="isa">Its width decides how many outputs a tile has.</param>
    /// <param name="weights">The tensor.</param>
    /// <param name="packed">Where the packed weights begin.</param>
    /// <param name="scale">A factor for each output, or null.</param>
    /// <param name="outputStride">Between outputs in the tensor.</param>
    /// <param name="inputStride">Between inputs.</param>
    /// <param name="kernelWidth">Between the kernel's rows.</param>
    public abstract void EmitPack(CodeWriter code, Isa isa, string weights, string packed, string? scale, int outputStride, int inputStride, int kernelWidth);

    /// <summary>Adds the kernel and returns its name: (x, w, [b,] [addend,] y[, scratch]).</summary>
    public abstract string Add(KernelSet kernels);

    /// <summary>Writes the call of the kernel, or of its parts.</summary>
    public virtual void EmitCall(Step step, string x, string w, string? b, string? addend, string y) => EmitWhole(step, step.Scratch, x, w, b, addend, y);

    /// <summary>Writes the call of the kernel with a scratch, if it uses one.</summary>
    public void EmitWhole(Step step, string scratch, string x, string w, string? b, string? addend, string y) =>
        step.Call(Add(step.Kernels), [x, w, b, addend, y, .. Last(step.Isa, scratch)]);

    /// <summary>The last arguments of such a call.</summary>
    protected virtual string?[] Last(Isa isa, string scratch) => [Scratch > 0 ? scratch : null];

    protected static string Shift(string reference, int offset) => offset == 0 ? reference : $"ref Unsafe.Add({reference}, {offset})";
}
