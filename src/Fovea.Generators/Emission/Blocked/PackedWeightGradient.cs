using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// dw[o, i, kh, kw] += Σ dy[o] · x[i] over the pixels of one image in blocks, in an order like that of packed weights: what a layer needs of it, however it is computed.
/// A tile is some inputs × vectors of output channels.
/// </summary>
internal abstract record PackedWeightGradient(string Name, string Comment, Map X, Map Dy, int Inputs, int Outputs, Window Window)
{
    // Accumulators, as many as hide the latency and leave registers for one input and the vectors.
    private const int MostAccumulators = 16, MostVectors = 2;

    /// <summary>Floats that it uses and forgets.</summary>
    public abstract long Scratch { get; }

    /// <summary>Floats of the packed gradient.</summary>
    public abstract int PackedLength { get; }

    /// <summary>Input channels that lie side by side in the packed gradient.</summary>
    protected virtual int Block => Map.Pixel;

    protected int PaddedOutputs => (Outputs + Map.Pixel - 1) / Map.Pixel * Map.Pixel;

    protected int Height => (int)X.Height.Value;

    protected int Width => (int)X.Width.Value;

    protected int Rows => (int)Dy.Height.Value;

    protected int Columns => (int)Dy.Width.Value;

    // Vectors with output channels in them.
    private int All(Isa isa) => (Outputs + isa.Width - 1) / isa.Width;

    private int Vectors(Isa isa) => Math.Min(MostVectors, All(isa));

    /// <summary>Writes the addition of the packed gradient to the tensor's.</summary>
    public abstract void EmitUnpack(CodeWriter code, Isa isa, string packed, string gradient, int outputStride, int inputStride);

    /// <summary>Adds the kernel and returns its name: (x, dy, dw[, scratch]).</summary>
    public abstract string Add(KernelSet kernels);

    /// <summary>The order of the packed gradient, as an expression.</summary>
    protected string Order(Isa isa, int outputStride, int inputStride) =>
        $"new({Outputs}, {Inputs}, {Window.Height.Kernel}, {Window.Width.Kernel}, {Vectors(isa) * isa.Width}, {Block}, {outputStride}, {inputStride}, {Window.Width.Kernel}, 1, {isa.Width})";

    /// <summary>Writes loops over groups of output channels and, in them, blocks of input channels of one size.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="isa">Its width decides how many outputs a group has.</param>
    /// <param name="plane">Floats between planes of the output's gradient, as it is read.</param>
    /// <param name="body">Gets each pair once.</param>
    protected void ForPairs(CodeWriter code, Isa isa, int plane, Action<Pair> body)
    {
        int all = All(isa), most = Vectors(isa), full = all / most * most;
        Group(most, 0, full * isa.Width);
        if (full < all) Group(all - full, full * isa.Width, all * isa.Width);

        void Group(int vectors, int from, int to)
        {
            int group = vectors * isa.Width;
            bool loops = to - from > group;
            using (code.BlockIf(loops, $"for (int o = {from}; o < {to}; o += {group})"))
            {
                string o = loops ? "o" : $"{from}";
                string gradient = Offset.Of(group >= Map.Pixel ? (o, plane / Map.Pixel) : (loops ? $"o / {Map.Pixel}" : $"{from / Map.Pixel}", plane))
                    .And(group >= Map.Pixel ? "0" : loops ? $"o % {Map.Pixel}" : $"{from % Map.Pixel}").Plus(0);
                int whole = Inputs / Block * Block;
                if (whole > 0) Channels(group, o, gradient, 0, whole, Block);
                if (whole < Inputs) Channels(group, o, gradient, whole, Inputs, Inputs - whole);
            }
        }

        void Channels(int group, string o, string gradient, int from, int to, int block)
        {
            bool loops = to - from > block;
            using (code.BlockIf(loops, $"for (int i = {from}; i < {to}; i += {block})")) body(new Pair(group, o, gradient, loops ? "i" : $"{from}", block, loops));
        }
    }

    /// <summary>Writes the tiles of so many inputs side by side.</summary>
    protected static void EmitTiles(CodeWriter code, KernelSet kernels, int inputs, int group, string gradient, string arguments)
    {
        Isa isa = kernels.Isa;
        int vectors = group / isa.Width, start = 0;
        foreach (int count in Parts(inputs, Math.Min(MostAccumulators, MostSums(isa, vectors)) / vectors))
        {
            code.Line($"{AddTile(kernels, count, vectors)}(ref Unsafe.Add(ref source, {start}), {gradient}, ref Unsafe.Add(ref target, {start * group}), {arguments});");
            start += count;
        }
    }

    /// <summary>Sums of products that fit in registers beside one input and the vectors.</summary>
    protected static int MostSums(Isa isa, int vectors) => isa.Registers - 1 - vectors;

    /// <summary>As few parts as possible, and as even.</summary>
    protected static IEnumerable<int> Parts(int count, int most)
    {
        int parts = (count + most - 1) / most;
        return Enumerable.Range(0, parts).Select(part => count / parts + (part < count % parts ? 1 : 0));
    }

    /// <summary>Adds the kernel of a tile and returns its name: (x, dy, dw, plane, rows, columns, pixel, row[, kernelRow]).</summary>
    /// <param name="kernels">Where to.</param>
    /// <param name="inputs">Side by side, or some floats apart.</param>
    /// <param name="vectors">Of outputs.</param>
    /// <param name="step">Between inputs.</param>
    /// <param name="kernelRows">Each with so many inputs.</param>
    protected static string AddTile(KernelSet kernels, int inputs, int vectors, int step = 1, int kernelRows = 1)
    {
        Isa isa = kernels.Isa;
        bool many = kernelRows > 1;
        int all = kernelRows * inputs;
        string[] rows = [.. Enumerable.Range(0, kernelRows).Select(r => r == 0 ? "x" : $"x{r}")];
        return kernels.AddOnce($"WeightGradientTile_{(many ? $"{kernelRows}x" : "")}{inputs}x{vectors}{(step == 1 ? "" : $"_d{step}")}",
            $"{(many ? $"{kernelRows} rows of the kernel × " : "")}{inputs} inputs × {vectors} vectors of output channels: dw += Σ dy · x over rows and columns.\nplane: between planes of dy. pixel, row: from one pixel of x to the next; from a row's end to the next row.{(many ? " kernelRow: between rows of x that rows of the kernel meet." : "")}",
            $"ref float x, ref float dy, ref float dw, int plane, int rows, int columns, int pixel, int row{(many ? ", int kernelRow" : "")}", code =>
        {
            for (int r = 1; r < kernelRows; r++) code.Line($"ref float {rows[r]} = ref Unsafe.Add(ref {rows[r - 1]}, kernelRow);");
            for (int i = 0; i < all; i++)
            {
                for (int v = 0; v < vectors; v++) code.Line($"var a{i}_{v} = {isa.Load("dw", (i * vectors + v) * isa.Width)};");
            }
            using (code.Block("for (int m = 0; m < rows; m++)"))
            {
                using (code.Block("for (int n = 0; n < columns; n++)"))
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        int planes = v * isa.Width / Map.Pixel, rest = v * isa.Width % Map.Pixel;
                        code.Line($"var d{v} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, {(planes == 0 ? $"{rest}" : $"{(planes == 1 ? "" : $"{planes} * ")}plane{(rest == 0 ? "" : $" + {rest}")}")}));");
                    }
                    for (int i = 0; i < all; i++)
                    {
                        code.Line($"var b{i} = {isa.Broadcast(rows[i / inputs], i % inputs * step)};");
                        for (int v = 0; v < vectors; v++) code.Line($"a{i}_{v} = {isa.MultiplyAdd($"b{i}", $"d{v}", $"a{i}_{v}")};");
                    }
                    Advance("pixel");
                    code.Line($"dy = ref Unsafe.Add(ref dy, {Map.Pixel});");
                }
                Advance("row");
            }
            for (int i = 0; i < all; i++)
            {
                for (int v = 0; v < vectors; v++) code.Line(isa.Store($"a{i}_{v}", "dw", (i * vectors + v) * isa.Width));
            }

            void Advance(string by)
            {
                foreach (string x in rows) code.Line($"{x} = ref Unsafe.Add(ref {x}, {by});");
            }
        });
    }

    /// <summary>A group of output channels and a block of input channels.</summary>
    /// <param name="Group">How many outputs.</param>
    /// <param name="Output">The first of them.</param>
    /// <param name="Gradient">Where its gradient lies in a map of outputs.</param>
    /// <param name="Input">The first input.</param>
    /// <param name="Inputs">How many.</param>
    /// <param name="HasScope">Whether the pair stands in a loop of its own.</param>
    protected sealed record Pair(int Group, string Output, string Gradient, string Input, int Inputs, bool HasScope);
}
