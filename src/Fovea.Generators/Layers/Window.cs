using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>One direction of a sliding window: taps, stride, padding at both ends, dilation.</summary>
internal readonly record struct Extent(int Kernel, int Stride, int Before, int After, int Dilation)
{
    /// <summary>How many input pixels the window spans: d(k−1) + 1.</summary>
    public long Span => (long)Dilation * (Kernel - 1) + 1;

    /// <summary>(n + p − d(k−1) − 1)/s + 1, rounded down.</summary>
    public Size Output(Size input) => (input + (Before + (long)After - Span)) / Stride + 1;
}

/// <summary>A sliding window over an image: what convolutions, poolings and filters share.</summary>
internal readonly record struct Window(Extent Height, Extent Width)
{
    /// <summary>Padding that depends on the input's size, until <see cref="Resolve"/> knows it.</summary>
    private const int Same = -1, SameUpper = -2;

    public bool IsUnit => Height is { Kernel: 1, Stride: 1, Before: 0, After: 0 } && Width is { Kernel: 1, Stride: 1, Before: 0, After: 0 };

    public int Taps => checked(Height.Kernel * Width.Kernel);

    /// <summary>Reads <c>kernel</c> or KernelHeight and KernelWidth, unless the layer has another way to say it, and likewise Stride, Padding, Dilation.</summary>
    public static Window Read(ArgumentReader arguments, bool strideIsKernel = false, int? kernel = null)
    {
        int? square = kernel ?? (arguments.Has("kernel") ? arguments.Positive("kernel") : null);
        if (square is null && !(arguments.Has("KernelHeight") && arguments.Has("KernelWidth")))
        {
            arguments.Report(Descriptors.ArgumentOutOfRange, null, $"{arguments.Kind}: it needs a kernel, either one number or KernelHeight and KernelWidth.");
        }
        int kernelHeight = arguments.Positive("KernelHeight", square ?? 1), kernelWidth = arguments.Positive("KernelWidth", square ?? 1);
        int? stride = arguments.Has("Stride") ? arguments.Positive("Stride") : null;
        int dilation = arguments.Positive("Dilation", 1);
        int padding = Padding(arguments, "Padding", 0);
        return new Window(
            Axis(kernelHeight, "Height"),
            Axis(kernelWidth, "Width"));

        Extent Axis(int kernel, string axis)
        {
            int p = Padding(arguments, "Padding" + axis, padding);
            return new Extent(kernel, arguments.Positive("Stride" + axis, stride ?? (strideIsKernel ? kernel : 1)), p, p, arguments.Positive("Dilation" + axis, dilation));
        }
    }

    /// <summary>Turns Pad.Same and Pad.SameUpper into numbers for this input. Pad.Same needs stride 1, as in PyTorch.</summary>
    public Window? Resolve(Inference inference)
    {
        if ((Height.Before == Same && Height.Stride != 1) || (Width.Before == Same && Width.Stride != 1))
        {
            inference.Report(Descriptors.SamePaddingWithStride, PaddingArgument, $"Pad.Same keeps the size, so its stride must be 1, and is {Math.Max(Height.Stride, Width.Stride)}. Use Pad.SameUpper for ⌈n/stride⌉ outputs, or give Padding a number.", new FixHint("replace", "Pad.SameUpper"));
            return null;
        }
        if ((Height.Before == SameUpper && Height.Stride != 1 && !inference.Input.Height.IsConstant) || (Width.Before == SameUpper && Width.Stride != 1 && !inference.Input.Width.IsConstant))
        {
            inference.Report(Descriptors.NeedsFixedSize, PaddingArgument, "Pad.SameUpper with a stride needs a fixed size: how much it pads depends on it. Give Padding a number.");
            return null;
        }
        return ForSize(inference.Input);
    }

    /// <summary>With padding in numbers, for an input that has passed <see cref="Resolve"/>.</summary>
    public Window ForSize(Shape input)
    {
        return new Window(Resolve(Height, input.Height), Resolve(Width, input.Width));

        static Extent Resolve(Extent extent, Size size)
        {
            if (extent.Before >= 0) return extent;
            long total = extent.Before == Same || extent.Stride == 1
                ? extent.Span - 1
                : Math.Max(0, ((size.Value + extent.Stride - 1) / extent.Stride - 1) * extent.Stride + extent.Span - size.Value);
            // The odd pixel goes to the end.
            return extent with { Before = (int)(total / 2), After = (int)(total - total / 2) };
        }
    }

    /// <summary>The window through which the input sees the output, with stride 1.</summary>
    public Window Turned()
    {
        return new Window(Turn(Height), Turn(Width));

        static Extent Turn(Extent extent) => extent with { Before = extent.Kernel - 1 - extent.Before, After = extent.Kernel - 1 - extent.After };
    }

    private const string PaddingArgument = "Padding";

    /// <summary>Whether the window fits the padded input; if not, one problem at the kernel, with the arithmetic and the remedy.</summary>
    public bool Fits(Inference inference)
    {
        Shape input = inference.Input;
        bool high = Fits(Height, input.Height), wide = Fits(Width, input.Width);
        Require(Height, input.Height, "rows");
        Require(Width, input.Width, "columns");
        if (high && wide) return true;

        Extent extent = high ? Width : Height;
        Size size = high ? input.Width : input.Height;
        bool square = Height.Kernel == Width.Kernel;
        string padding = extent.Before == extent.After ? $"{size} + 2·{extent.Before}" : $"{size} + {extent.Before} + {extent.After}";
        string span = extent.Dilation == 1 ? $"{extent.Kernel}" : $"{extent.Dilation}·({extent.Kernel} − 1) + 1";
        long largest = (size.Value + extent.Before + extent.After - 1) / extent.Dilation + 1;
        long smallest = (extent.Span - size.Value + 1) / 2;
        string axis = high ? "KernelWidth" : "KernelHeight";
        inference.Report(
            Descriptors.KernelTooLarge, square ? "kernel" : axis,
            $"a {Height.Kernel}×{Width.Kernel} kernel does not fit its {input.Height}×{input.Width} input ({padding} < {span}). Use a kernel of at most {largest}, or Padding = {smallest}.",
            new FixHint("kernel", largest.ToString()), new FixHint("padding", smallest.ToString()));
        return false;

        void Require(Extent extent, Size size, string what)
        {
            if (size.IsConstant) return;
            inference.Require($"{size + extent.Before + extent.After} >= {extent.Span}", $"its kernel spans {extent.Span} {what}, more than the padded input has");
        }

        static bool Fits(Extent extent, Size size) => !size.IsConstant || size.Value + extent.Before + extent.After >= extent.Span;
    }

    /// <summary>Warns of real rows or columns at the end that no window reaches. Padding unread is fine.</summary>
    public void WarnOfUnreadBorder(Inference inference)
    {
        Check(Height, inference.Input.Height, "rows", "row");
        Check(Width, inference.Input.Width, "columns", "column");

        void Check(Extent extent, Size size, string many, string one)
        {
            // Windows with gaps between them leave pixels out on purpose.
            if (!size.IsConstant || extent.Stride == 1 || extent.Span < extent.Stride) return;
            long outputs = extent.Output(size).Value;
            long end = (outputs - 1) * extent.Stride - extent.Before + extent.Span;
            long unread = size.Value - end;
            // One pixel of a large image, as in SqueezeNet's first layer, is nobody's mistake.
            if (unread * 100 <= size.Value) return;
            string what = unread == 1 ? $"the last {one} of {size} is" : $"the last {unread} {many} of {size} are";
            inference.Report(Descriptors.UnreadBorder, null, $"{what} never read: {outputs} windows of {extent.Span} at stride {extent.Stride} end after {end}. If that is not meant, change the stride or the padding.");
        }
    }

    /// <summary>As ONNX's attributes: only what is not the default.</summary>
    public string?[] OnnxAttributes() =>
    [
        OnnxStep.Attribute("kernel_shape", Height.Kernel, Width.Kernel),
        Height.Stride == 1 && Width.Stride == 1 ? null : OnnxStep.Attribute("strides", Height.Stride, Width.Stride),
        Height is { Before: 0, After: 0 } && Width is { Before: 0, After: 0 } ? null : OnnxStep.Attribute("pads", Height.Before, Width.Before, Height.After, Width.After),
        Height.Dilation == 1 && Width.Dilation == 1 ? null : OnnxStep.Attribute("dilations", Height.Dilation, Width.Dilation),
    ];

    /// <summary>The same without padding.</summary>
    public Window Unpadded() => new(Height with { Before = 0, After = 0 }, Width with { Before = 0, After = 0 });

    public ReceptiveField Through(ReceptiveField field) => new(
        field.Height.Window(Height.Kernel, Height.Stride, Height.Before, Height.Dilation),
        field.Width.Window(Width.Kernel, Width.Stride, Width.Before, Width.Dilation));

    /// <summary>5x5_s2_p1, for names of methods: all that the arithmetic depends on.</summary>
    public string Key
    {
        get
        {
            string text = $"{Height.Kernel}x{Width.Kernel}";
            if (Height.Stride != 1 || Width.Stride != 1) text += $"_s{Pair(Height.Stride, Width.Stride)}";
            if (Height.Before != Height.After || Width.Before != Width.After) text += $"_p{Height.Before}x{Height.After}x{Width.Before}x{Width.After}";
            else if (Height.Before != 0 || Width.Before != 0) text += $"_p{Pair(Height.Before, Width.Before)}";
            if (Height.Dilation != 1 || Width.Dilation != 1) text += $"_d{Pair(Height.Dilation, Width.Dilation)}";
            return text;

            static string Pair(int height, int width) => height == width ? $"{height}" : $"{height}x{width}";
        }
    }

    /// <summary>5×5, stride 2, padding 1: only what is not the default.</summary>
    public string Describe()
    {
        string text = $"{Height.Kernel}×{Width.Kernel}";
        if (Height.Stride != 1 || Width.Stride != 1) text += $", stride {Pair(Height.Stride, Width.Stride)}";
        if (Height.Before != Height.After || Width.Before != Width.After) text += $", padding {Height.Before}+{Height.After} rows and {Width.Before}+{Width.After} columns";
        else if (Height.Before != 0 || Width.Before != 0) text += $", padding {Pair(Height.Before, Width.Before)}";
        if (Height.Dilation != 1 || Width.Dilation != 1) text += $", dilation {Pair(Height.Dilation, Width.Dilation)}";
        return text;

        static string Pair(int height, int width) => height == width ? $"{height}" : $"{height}×{width}";
    }

    private static int Padding(ArgumentReader arguments, string name, int fallback) =>
        arguments.Is(name, Reserved.PadSame) ? Same
        : arguments.Is(name, Reserved.PadSameUpper) ? SameUpper
        : arguments.Has(name) ? arguments.NonNegative(name, 0)
        : fallback;
}
