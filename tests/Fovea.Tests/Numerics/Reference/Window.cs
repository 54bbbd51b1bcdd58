namespace Fovea.Tests.Numerics;

/// <summary>How a kernel slides along one axis.</summary>
internal readonly record struct Window(int Input, int Kernel, int Stride, int Before, int After, int Dilation, bool Ceil = false)
{
    public int Output
    {
        get
        {
            int room = Input + Before + After - Dilation * (Kernel - 1) - 1;
            if (room < 0) throw new ArgumentException($"A kernel of {Kernel} does not fit {Input}.");
            int output = (Ceil ? (room + Stride - 1) / Stride : room / Stride) + 1;
            // A last window that would begin in the padding behind the input is left out.
            return Ceil && (output - 1) * Stride >= Input + Before ? output - 1 : output;
        }
    }

    /// <summary>The input position under a kernel position; outside the input it is padding.</summary>
    public int At(int output, int kernel) => output * Stride - Before + kernel * Dilation;

    /// <summary>The vertical and horizontal windows of a convolution or pooling.</summary>
    public static (Window Y, Window X) Of(NodeAttributes attributes, Tensor input, (int Y, int X) kernel, (int Y, int X) stride)
    {
        (int Y, int X) dilation = attributes.Pair("dilation", 1);
        bool ceil = attributes.Flag("ceil_mode", false);
        Window y = new(input.H, kernel.Y, stride.Y, 0, 0, dilation.Y, ceil), x = new(input.W, kernel.X, stride.X, 0, 0, dilation.X, ceil);
        if (attributes.IsText("padding")) return (y.Padded(attributes.Text("padding", "")), x.Padded(attributes.Text("padding", "")));

        int[] padding = attributes.Has("padding") ? attributes.Ints("padding") : [0];
        return padding switch
        {
            [int all] => (y with { Before = all, After = all }, x with { Before = all, After = all }),
            [int vertical, int horizontal] => (y with { Before = vertical, After = vertical }, x with { Before = horizontal, After = horizontal }),
            [int top, int left, int bottom, int right] => (y with { Before = top, After = bottom }, x with { Before = left, After = right }),
            _ => throw new ArgumentException("Padding is one number, two, or four (top, left, bottom, right)."),
        };
    }

    private Window Padded(string mode)
    {
        int output = mode switch
        {
            "valid" => -1,
            "same" when Stride == 1 => Input,
            "same_upper" => (Input + Stride - 1) / Stride,
            _ => throw new ArgumentException($"Padding '{mode}' with stride {Stride}."),
        };
        if (output < 0) return this;
        int total = Math.Max(0, (output - 1) * Stride + Dilation * (Kernel - 1) + 1 - Input);
        return this with { Before = total / 2, After = total - total / 2 };
    }
}
