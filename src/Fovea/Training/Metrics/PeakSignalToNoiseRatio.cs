namespace Fovea;

/// <summary>How far the error lies below the largest value an image can have, in decibels: 10 · log₁₀(peak² / MSE), with the mean squared error over all images. Infinite where there is no error.</summary>
public sealed class PeakSignalToNoiseRatio : IMetric<float>
{
    private readonly MeanSquaredError _error = new();

    /// <summary>Peak signal-to-noise ratio.</summary>
    /// <param name="peak">The largest value: 1, or 255.</param>
    public PeakSignalToNoiseRatio(double peak = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peak);
        Peak = peak;
    }

    /// <summary>The largest value.</summary>
    public double Peak { get; }

    /// <inheritdoc/>
    public string Name => "PSNR";

    /// <inheritdoc/>
    public double Value => 10 * Math.Log10(Peak * Peak / _error.Value);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int images) => _error.Add(outputs, targets, images);

    /// <inheritdoc/>
    public void Clear() => _error.Clear();
}
