using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A gradient of weights as a sum over the whole map, x perhaps planar. A tile is some input channels, or of a planar image some rows of the kernel.
/// </summary>
internal sealed record BlockedWeightGradient(string Name, string Comment, Map X, Map Dy, int Inputs, int Outputs, bool IsPlanar, Window Window)
    : PackedWeightGradient(Name, Comment, X, Dy, Inputs, Outputs, Window)
{
    protected override int Block => IsPlanar ? 1 : Map.Pixel;

    // Floats between pixels of x.
    private int Pixel => IsPlanar ? 1 : Map.Pixel;

    private Border Border => Border.Of([Taps.Sliding(Window.Height, Rows)], [Taps.Sliding(Window.Width, Columns)], Height, Width);

    /// <summary>Floats of the input's copy with a border.</summary>
    public override long Scratch => Border.Length(IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);

    public override int PackedLength => checked(PaddedOutputs * Inputs * Window.Taps);

    public override void EmitUnpack(CodeWriter code, Isa isa, string packed, string gradient, int outputStride, int inputStride) =>
        code.Line($"Packing.Unpack({packed}, {gradient}, {Order(isa, outputStride, inputStride)});");

    public override string Add(KernelSet kernels)
    {
        Border border = Border;
        return kernels.Add(Name, Comment, $"ref float x, ref float dy, ref float dw{(border.IsNone ? "" : ", ref float padded")}", code =>
        {
            if (!border.IsNone)
            {
                border.EmitCopy(code, "x", IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);
                code.Line("x = ref padded;");
            }
            int rowFloats = (border.Left + Width + border.Right) * Pixel, planeFloats = (border.Top + Height + border.Bottom) * rowFloats, kw = Window.Width.Kernel, kh = Window.Height.Kernel;
            string arguments = $"{Dy.PlaneStride}, {Rows}, {Columns}, {Window.Width.Stride * Pixel}, {Window.Height.Stride * rowFloats - Columns * Window.Width.Stride * Pixel}";
            ForPairs(code, kernels.Isa, (int)Dy.PlaneStride.Value, pair =>
            {
                if (IsPlanar) EmitRows(pair);
                else EmitTaps(pair);
            });

            // The taps, and in them the channels of a tile.
            void EmitTaps(Pair pair)
            {
                using (code.BlockIf(kh > 1, $"for (int kh = 0; kh < {kh}; kh++)"))
                using (code.BlockIf(kw > 1 || (!pair.HasScope && kh == 1), kw > 1 ? $"for (int kw = 0; kw < {kw}; kw++)" : ""))
                {
                    string row = kh > 1 ? "kh" : "0", column = kw > 1 ? "kw" : "0";
                    string source = Offset.Of((pair.Input, planeFloats / Map.Pixel), (row, Window.Height.Dilation * rowFloats), (column, Window.Width.Dilation * Map.Pixel)).Plus(0);
                    string target = Offset.Of((pair.Output, Inputs * kh * kw), (pair.Input, kh * kw * pair.Group), (row, kw * pair.Inputs * pair.Group), (column, pair.Inputs * pair.Group)).Plus(0);
                    code.Line($"ref float source = ref Unsafe.Add(ref x, {source});");
                    code.Line($"ref float target = ref Unsafe.Add(ref dw, {target});");
                    EmitTiles(code, kernels, pair.Inputs, pair.Group, $"ref Unsafe.Add(ref dy, {pair.Gradient})", arguments);
                }
            }

            // Of one channel as many rows of the kernel as a tile's registers hold, or part of one.
            void EmitRows(Pair pair)
            {
                Isa isa = kernels.Isa;
                int vectors = pair.Group / isa.Width, most = MostSums(isa, vectors) / vectors, parts = (kh - 1) / Math.Max(1, most / kw) + 1, rows = (kh - 1) / parts + 1, whole = kh / rows * rows;
                Rows(rows, 0, whole);
                if (whole < kh) Rows(kh - whole, whole, kh);

                void Rows(int count, int from, int to)
                {
                    bool loops = to - from > count;
                    using CodeWriter.Scope? scope = code.BlockIf(loops || !pair.HasScope || whole < kh, loops ? $"for (int kh = {from}; kh < {to}; kh += {count})" : "");
                    string row = loops ? "kh" : $"{from}";
                    int kernelRow = Window.Height.Dilation * rowFloats, first = 0;
                    code.Line($"ref float source = ref Unsafe.Add(ref x, {Offset.Of((pair.Input, planeFloats), (row, kernelRow)).Plus(0)});");
                    code.Line($"ref float target = ref Unsafe.Add(ref dw, {Offset.Of((pair.Output, Inputs * kh * kw), (pair.Input, kh * kw * pair.Group), (row, kw * pair.Group)).Plus(0)});");
                    foreach (int columns in Parts(kw, most))
                    {
                        string tile = AddTile(kernels, columns, vectors, Window.Width.Dilation, count);
                        code.Line($"{tile}({Isa.At("source", first * Window.Width.Dilation)}, ref Unsafe.Add(ref dy, {pair.Gradient}), {Isa.At("target", first * pair.Group)}, {arguments}{(count > 1 ? $", {kernelRow}" : "")});");
                        first += columns;
                    }
                }
            }
        }, key: this);
    }
}
