namespace Fovea;

/// <summary>
/// Changes brightness, then contrast, then saturation, each by a factor that is uniform in [max(0, 1 − strength), 1 + strength], and keeps values between 0 and 1:
/// torchvision's <c>ColorJitter</c>, in a fixed order. For images between 0 and 1, so before they are normalised.
/// </summary>
/// <param name="brightness">The strength of the change: every value times the factor.</param>
/// <param name="contrast">The strength of the change: every value's distance from the grey image's mean, times the factor.</param>
/// <param name="saturation">The strength of the change: every value's distance from its pixel's grey, times the factor. For images of three channels.</param>
public sealed class ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0) : ImageTransform
{
    private readonly double _brightness = NotNegative(brightness, nameof(brightness)), _contrast = NotNegative(contrast, nameof(contrast)), _saturation = NotNegative(saturation, nameof(saturation));

    /// <inheritdoc/>
    public override void Check(Shape shape)
    {
        if (_saturation > 0 && shape.Channels != 3) throw new ArgumentException($"Saturation is a matter of red, green and blue, and the images are {shape}.");
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        float brightness = Factor(_brightness, ref random), contrast = Factor(_contrast, ref random), saturation = Factor(_saturation, ref random);
        int plane = shape.Height * shape.Width;
        if (_brightness > 0)
        {
            foreach (ref float value in result) value = Math.Clamp(value * brightness, 0, 1);
        }
        if (_contrast > 0)
        {
            double sum = 0;
            for (int i = 0; i < plane; i++) sum += Grey(result, i, plane, shape.Channels);
            float mean = (float)(sum / plane);
            foreach (ref float value in result) value = Blend(value, mean, contrast);
        }
        if (_saturation > 0)
        {
            for (int i = 0; i < plane; i++)
            {
                float grey = Grey(result, i, plane, shape.Channels);
                for (int at = i; at < result.Length; at += plane) result[at] = Blend(result[at], grey, saturation);
            }
        }
    }

    private static float Factor(double strength, ref ImageRandom random) => (float)random.Uniform(Math.Max(0, 1 - strength), 1 + strength);

    private static float Blend(float value, float other, float factor) => Math.Clamp(factor * value + (1 - factor) * other, 0, 1);

    // ITU-R 601 luma, as torchvision weighs; other numbers of channels are averaged.
    private static float Grey(ReadOnlySpan<float> image, int pixel, int plane, int channels)
    {
        if (channels == 3) return 0.2989f * image[pixel] + 0.587f * image[pixel + plane] + 0.114f * image[pixel + 2 * plane];
        float sum = 0;
        for (int at = pixel; at < image.Length; at += plane) sum += image[at];
        return sum / channels;
    }
}
