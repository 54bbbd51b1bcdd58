using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// dw[o, i, kh, kw] += Σ dy[o] · x[i] over the pixels of one image in blocks, x perhaps planar, in an order like that of packed weights.
/// A tile is some input channels (of a planar image: some columns of the kernel) × vectors of output channels, summed over the whole map.
/// </summary>
internal sealed record BlockedWeightGradient(string Name, string Comment, Map X, Map Dy, int Inputs, int Outputs, bool IsPlanar, Window Window)
{
    // Accumulators, as many as hide the latency and leave registers for one input and the vectors.
    private const int MostAccumulators = 16, MostVectors = 2;

    private int Pixel => IsPlanar ? 1 : Map.Pixel;

    private int PaddedOutputs => (Outputs + Map.Pixel - 1) / Map.Pixel * Map.Pixel;

    private int Height => (int)X.Height.Value;

    private int Width => (int)X.Width.Value;

    private int Rows => (int)Dy.Height.Value;

    private int Columns => (int)Dy.Width.Value;

    private Border Border => Border.Of([Taps.Sliding(Window.Height, Rows)], [Taps.Sliding(Window.Width, Columns)], Height, Width);

    /// <summary>Floats of the input's copy with a border.</summary>
    public long Scratch => Border.Length(IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);

    /// <summary>Floats of the packed gradient.</summary>
    public int PackedLength => checked(PaddedOutputs * Inputs * Window.Taps);

    // Vectors with output channels in them.
    private int All(Isa isa) => (Outputs + isa.Width - 1) / isa.Width;

    private int Vectors(Isa isa) => Math.Min(MostVectors, All(isa));

    /// <summary>Writes the addition of the packed gradient to the tensor's.</summary>
    public void EmitUnpack(CodeWriter code, Isa isa, string packed, string gradient, int outputStride, int inputStride) =>
        code.Line($"Packing.Unpack({packed}, {gradient}, new({Outputs}, {Inputs}, {Window.Height.Kernel}, {Window.Width.Kernel}, {Vectors(isa) * isa.Width}, {(IsPlanar ? 1 : Map.Pixel)}, {outputStride}, {inputStride}, {Window.Width.Kernel}, 1, {isa.Width}));");

    /// <summary>Adds the kernel and returns its name: (x, dy, dw[, padded]).</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        Border border = Border;
        return kernels.Add(Name, Comment, $"ref float x, ref float dy, ref float dw{(border.IsNone ? "" : ", ref float padded")}", code =>
        {
            if (!border.IsNone)
            {
                border.EmitCopy(code, "x", IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);
                code.Line("x = ref padded;");
            }
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
                    string d = Offset.Of(group >= Map.Pixel ? (o, (int)Dy.PlaneStride.Value / Map.Pixel) : (loops ? $"o / {Map.Pixel}" : $"{from / Map.Pixel}", (int)Dy.PlaneStride.Value))
                        .And(group >= Map.Pixel ? "0" : loops ? $"o % {Map.Pixel}" : $"{from % Map.Pixel}").Plus(0);
                    if (IsPlanar) Channels(group, o, d, 0, Inputs, 1);
                    else
                    {
                        int whole = Inputs / Map.Pixel * Map.Pixel;
                        if (whole > 0) Channels(group, o, d, 0, whole, Map.Pixel);
                        if (whole < Inputs) Channels(group, o, d, whole, Inputs, Inputs - whole);
                    }
                }
            }

            // Blocks of input channels of one size, the taps, and in them the channels of a tile; or of a planar image the taps of a tile.
            void Channels(int group, string o, string d, int from, int to, int block)
            {
                int rowFloats = (border.Left + Width + border.Right) * Pixel, planeFloats = (border.Top + Height + border.Bottom) * rowFloats, kw = Window.Width.Kernel, kh = Window.Height.Kernel;
                bool loops = to - from > block;
                string i = loops ? "i" : $"{from}";
                using (code.BlockIf(loops, $"for (int i = {from}; i < {to}; i += {block})"))
                using (code.BlockIf(kh > 1, $"for (int kh = 0; kh < {kh}; kh++)"))
                using (code.BlockIf((kw > 1 && !IsPlanar) || (!loops && kh == 1), kw > 1 && !IsPlanar ? $"for (int kw = 0; kw < {kw}; kw++)" : ""))
                {
                    string row = kh > 1 ? "kh" : "0", column = kw > 1 && !IsPlanar ? "kw" : "0";
                    string source = Offset.Of((i, IsPlanar ? planeFloats : planeFloats / Map.Pixel), (row, Window.Height.Dilation * rowFloats), (column, Window.Width.Dilation * Map.Pixel)).Plus(0);
                    string target = Offset.Of((o, Inputs * kh * kw), (i, kh * kw * group), (row, kw * block * group), (column, block * group)).Plus(0);
                    code.Line($"ref float source = ref Unsafe.Add(ref x, {source});");
                    code.Line($"ref float target = ref Unsafe.Add(ref dw, {target});");
                    int count = IsPlanar ? kw : block, step = IsPlanar ? Window.Width.Dilation : 1, start = 0;
                    int vectors = group / isa.Width, widest = Math.Min(MostAccumulators, isa.Registers - 1 - vectors) / vectors;
                    int tiles = (count + widest - 1) / widest;
                    foreach (int inputs in Enumerable.Range(0, tiles).Select(tile => count / tiles + (tile < count % tiles ? 1 : 0)))
                    {
                        code.Line($"{AddTile(kernels, inputs, vectors, step)}(ref Unsafe.Add(ref source, {start * step}), ref Unsafe.Add(ref dy, {d}), ref Unsafe.Add(ref target, {start * group}), {Dy.PlaneStride}, {Rows}, {Columns}, {Window.Width.Stride * Pixel}, {Window.Height.Stride * rowFloats - Columns * Window.Width.Stride * Pixel});");
                        start += inputs;
                    }
                }
            }
        }, key: this);
    }

    private static string AddTile(KernelSet kernels, int inputs, int vectors, int step)
    {
        Isa isa = kernels.Isa;
        return kernels.AddOnce($"WeightGradientTile_{inputs}x{vectors}{(step == 1 ? "" : $"_d{step}")}",
            $"{inputs} inputs × {vectors} vectors of output channels: dw += Σ dy · x over rows and columns.\nplane: between planes of dy. pixel, row: from one pixel of x to the next; from a row's end to the next row.",
            "ref float x, ref float dy, ref float dw, int plane, int rows, int columns, int pixel, int row", code =>
        {
            for (int i = 0; i < inputs; i++)
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
                    for (int i = 0; i < inputs; i++)
                    {
                        code.Line($"var x{i} = {isa.Broadcast("x", i * step)};");
                        for (int v = 0; v < vectors; v++) code.Line($"a{i}_{v} = {isa.MultiplyAdd($"x{i}", $"d{v}", $"a{i}_{v}")};");
                    }
                    code.Line("x = ref Unsafe.Add(ref x, pixel);");
                    code.Line($"dy = ref Unsafe.Add(ref dy, {Map.Pixel});");
                }
                code.Line("x = ref Unsafe.Add(ref x, row);");
            }
            for (int i = 0; i < inputs; i++)
            {
                for (int v = 0; v < vectors; v++) code.Line(isa.Store($"a{i}_{v}", "dw", (i * vectors + v) * isa.Width));
            }
        });
    }
}
