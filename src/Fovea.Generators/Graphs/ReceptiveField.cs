using System.Globalization;

namespace Fovea.Generators.Graphs;

/// <summary>How one direction of an output looks back at the input: see Araujo et al., "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.</summary>
internal readonly record struct ReceptiveExtent(double Size, double Stride, double Offset)
{
    public static readonly ReceptiveExtent Input = new(1, 1, 0);

    /// <summary>Through a window of <paramref name="kernel"/> taps.</summary>
    public ReceptiveExtent Window(int kernel, int stride, int padding, int dilation) =>
        new(Size + (kernel - 1.0) * dilation * Stride, Stride * stride, Offset - padding * Stride);

    /// <summary>Outputs <paramref name="step"/> input pixels apart that depend on <paramref name="taps"/> of them each, the first on those from <paramref name="first"/> on.</summary>
    public ReceptiveExtent Resampled(double step, double taps = 1, double first = 0) => new(Size + (taps - 1) * Stride, Stride * step, Offset + first * Stride);

    /// <summary>Everything at once: a linear layer, a global pooling. Of a run-time size the stride is left at zero, since an infinite one could not be computed with.</summary>
    public static ReceptiveExtent Whole(Size size) => new(size.IsConstant ? size.Value : double.PositiveInfinity, size.IsConstant ? size.Value : 0, 0);

    /// <summary>The smallest that holds both.</summary>
    public static ReceptiveExtent Union(ReceptiveExtent left, ReceptiveExtent right)
    {
        double first = Math.Min(left.Offset, right.Offset);
        double last = Math.Max(left.Offset + left.Size, right.Offset + right.Size);
        return new ReceptiveExtent(last - first, Math.Max(left.Stride, right.Stride), first);
    }

    /// <summary>The size in whole pixels.</summary>
    public int Pixels => double.IsInfinity(Size) || Size > int.MaxValue ? int.MaxValue : (int)Math.Ceiling(Size - 1e-9);
}

/// <summary>What one output pixel sees of the network's input.</summary>
internal readonly record struct ReceptiveField(ReceptiveExtent Height, ReceptiveExtent Width)
{
    public static readonly ReceptiveField Input = new(ReceptiveExtent.Input, ReceptiveExtent.Input);

    public static ReceptiveField Union(ReceptiveField left, ReceptiveField right) =>
        new(ReceptiveExtent.Union(left.Height, right.Height), ReceptiveExtent.Union(left.Width, right.Width));

    public override string ToString() => Text(Height) + "×" + Text(Width);

    private static string Text(ReceptiveExtent extent) =>
        extent.Pixels == int.MaxValue ? "all" : extent.Pixels.ToString(CultureInfo.InvariantCulture);
}
