using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// One direction of a convolution seen from its outputs: output Start + m·Step, for m below Count, reads x at m·InputStep + Offset + j·OffsetStep, for j below TapCount,
/// with the weight FirstTap + j·TapStep.
/// </summary>
internal sealed record Taps(int Start, int Step, int Count, int TapCount, int FirstTap, int TapStep, int InputStep, int Offset, int OffsetStep)
{
    /// <summary>The first input column that is read, which may lie before the image.</summary>
    public int Lowest => TapCount == 0 ? 0 : Offset;

    /// <summary>The last one.</summary>
    public int Highest => TapCount == 0 || Count == 0 ? 0 : (Count - 1) * InputStep + Offset + (TapCount - 1) * OffsetStep;

    /// <summary>An expression for the first tap of output <paramref name="m"/> that does not lie before the image.</summary>
    public string FirstInside(string m) => OffsetStep == 1 ? $"Math.Max(0, {Before(m)})" : $"Math.Max(0, ({Before(m, OffsetStep - 1)}) / {OffsetStep})";

    /// <summary>An expression for the one after the last that lies in the image.</summary>
    public string EndInside(string m, int size) => $"Math.Min({TapCount}, {(OffsetStep == 1 ? Before(m, size) : $"({Before(m, size + OffsetStep - 1)}) / {OffsetStep}")})";

    // How far the first tap of an output lies before a place.
    private string Before(string m, int place = 0) => $"{place - Offset} - {m}{(InputStep == 1 ? "" : $" * {InputStep}")}";

    /// <summary>A window that slides over the input.</summary>
    public static Taps Sliding(Extent extent, int outputs) =>
        new(0, 1, outputs, extent.Kernel, 0, 1, extent.Stride, -extent.Before, extent.Dilation);

    /// <summary>
    /// A window that slides over the output: its input gradient, or a transposed convolution. The input sits at every Stride-th output, so each of Stride phases
    /// of the output has taps of its own; they are taken from the last to the first, so that the input is read forwards.
    /// </summary>
    public static IEnumerable<Taps> Transposed(Extent extent, int outputs)
    {
        int divisor = Gcd(extent.Stride, extent.Dilation), tapStep = extent.Stride / divisor, offsetStep = extent.Dilation / divisor;
        for (int phase = 0; phase < Math.Min(extent.Stride, outputs); phase++)
        {
            int count = (outputs - phase + extent.Stride - 1) / extent.Stride;
            int first = Enumerable.Range(0, Math.Min(extent.Kernel, extent.Stride)).Where(tap => ((long)phase + extent.Before - (long)tap * extent.Dilation) % extent.Stride == 0).DefaultIfEmpty(-1).First();
            if (first < 0)
            {
                yield return new Taps(phase, extent.Stride, count, 0, 0, 1, 1, 0, 1);
                continue;
            }
            int taps = (extent.Kernel - 1 - first) / tapStep + 1, last = first + (taps - 1) * tapStep;
            yield return new Taps(phase, extent.Stride, count, taps, last, -tapStep, 1, (int)(((long)phase + extent.Before - (long)last * extent.Dilation) / extent.Stride), offsetStep);
        }
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
