using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A gradient of weights as a sum over the whole map, x perhaps planar. A tile is some input channels, or of a planar image some columns of the kernel.
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
            bool loopsColumns = kw > 1 && !IsPlanar;
            ForPairs(code, kernels.Isa, (int)Dy.PlaneStride.Value, pair =>
            {
                // The taps, and in them the channels of a tile; or of a planar image the taps of a tile.
                using (code.BlockIf(kh > 1, $"for (int kh = 0; kh < {kh}; kh++)"))
                using (code.BlockIf(loopsColumns || (!pair.HasScope && kh == 1), loopsColumns ? $"for (int kw = 0; kw < {kw}; kw++)" : ""))
                {
                    string row = kh > 1 ? "kh" : "0", column = loopsColumns ? "kw" : "0";
                    string source = Offset.Of((pair.Input, IsPlanar ? planeFloats : planeFloats / Map.Pixel), (row, Window.Height.Dilation * rowFloats), (column, Window.Width.Dilation * Map.Pixel)).Plus(0);
                    string target = Offset.Of((pair.Output, Inputs * kh * kw), (pair.Input, kh * kw * pair.Group), (row, kw * pair.Inputs * pair.Group), (column, pair.Inputs * pair.Group)).Plus(0);
                    code.Line($"ref float source = ref Unsafe.Add(ref x, {source});");
                    code.Line($"ref float target = ref Unsafe.Add(ref dw, {target});");
                    EmitTiles(
                        code, kernels, IsPlanar ? kw : pair.Inputs, pair.Group, IsPlanar ? Window.Width.Dilation : 1, $"ref Unsafe.Add(ref dy, {pair.Gradient})",
                        $"{Dy.PlaneStride}, {Rows}, {Columns}, {Window.Width.Stride * Pixel}, {Window.Height.Stride * rowFloats - Columns * Window.Width.Stride * Pixel}");
                }
            });
        }, key: this);
    }
}
