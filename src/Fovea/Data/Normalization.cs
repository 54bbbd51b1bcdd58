using System.Globalization;

namespace Fovea;

/// <summary>
/// What images are normalised with: (x − mean) / deviation, channel by channel, in float as torchvision's <c>Normalize</c> does. Computed from the training data, saved
/// in the weights' file, and loaded with them, so that use sees what training saw.
/// <code>
/// Normalization normalization = Normalization.Compute(training);
/// … trainer.Fit(training.Normalize(normalization), …) …
/// Safetensors.Save(network, "digits.safetensors", normalization);
/// </code>
/// (The layer <see cref="NormalizeAttribute"/> makes constants that are known when the network is written a part of it.)
/// </summary>
public sealed class Normalization
{
    private const string MeanKey = "normalization.mean", DeviationKey = "normalization.deviation";

    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <summary>Means and deviations, one a channel.</summary>
    /// <param name="mean">What is subtracted.</param>
    /// <param name="deviation">What the difference is divided by.</param>
    /// <exception cref="ArgumentException">There are not as many of each, or a number is not finite, or a deviation not above 0.</exception>
    public Normalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        if (mean.IsEmpty || mean.Length != deviation.Length)
            throw new ArgumentException($"Every channel has one mean and one deviation, and there are {mean.Length} and {deviation.Length}.");
        foreach (float value in mean)
        {
            if (!float.IsFinite(value)) throw new ArgumentException($"A mean is a finite number, not {value}.", nameof(mean));
        }
        foreach (float value in deviation)
        {
            if (!(value > 0 && float.IsFinite(value))) throw new ArgumentException($"A deviation is a finite number above 0, not {value}.", nameof(deviation));
        }
        (_mean, _deviation) = (mean.ToArray(), deviation.ToArray());
    }

    /// <summary>The means, one a channel.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The standard deviations, one a channel.</summary>
    public ReadOnlySpan<float> Deviation => _deviation;

    /// <summary>
    /// The mean and the standard deviation (of the population: the mean square's root, divided by n) of each channel over all images. Of vectors, each feature is
    /// a channel. A channel that is the same everywhere gets the deviation 1, and becomes 0.
    /// </summary>
    /// <param name="data">The training images.</param>
    /// <exception cref="ArgumentException">There are no images, or a number is not finite.</exception>
    public static Normalization Compute<TTarget>(IDataset<TTarget> data)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The dataset is empty.", nameof(data));
        Shape shape = data.InputShape;
        var moments = new Moments[shape.Channels];
        int plane = shape.Height * shape.Width;
        float[] input = new float[data.InputLength];
        TTarget[] target = new TTarget[data.TargetLength];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read([i], input, target);
            for (int c = 0; c < moments.Length; c++) moments[c].Add(input.AsSpan(c * plane, plane));
        }
        if (Array.FindIndex(moments, one => !double.IsFinite(one.Deviation)) is >= 0 and var bad)
            throw new ArgumentException($"Channel {bad} of the data holds numbers that are infinite or NaN.", nameof(data));
        float[] mean = [.. moments.Select(one => (float)one.Mean)], deviation = [.. moments.Select(one => (float)one.Deviation)];
        for (int c = 0; c < deviation.Length; c++)
        {
            if (deviation[c] == 0) deviation[c] = 1;
        }
        return new(mean, deviation);
    }

    /// <summary>What was saved with a network's weights.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <exception cref="WeightsException">The file is damaged, or has none.</exception>
    public static Normalization Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Of(new SafetensorsReader(stream, $"'{path}'"));
    }

    /// <summary>What was saved with a network's weights.</summary>
    /// <param name="bytes">The safetensors file in memory.</param>
    /// <exception cref="WeightsException">The bytes are damaged, or have none.</exception>
    public static Normalization Load(ReadOnlySpan<byte> bytes) => Of(new SafetensorsReader(new MemoryStream(bytes.ToArray(), writable: false), "The bytes"));

    /// <summary>Normalises images in place.</summary>
    /// <param name="images">Images, one after another, each channels × height × width.</param>
    /// <param name="shape">The shape of one: the network's input shape.</param>
    /// <exception cref="ArgumentException">The numbers are no whole images, or there are not as many means as channels.</exception>
    public void Apply(Span<float> images, Shape shape)
    {
        int plane = Plane(images, shape);
        for (int start = 0, c = 0; start < images.Length; start += plane, c = (c + 1) % _mean.Length)
        {
            float mean = _mean[c], deviation = _deviation[c];
            foreach (ref float value in images.Slice(start, plane)) value = (value - mean) / deviation;
        }
    }

    /// <summary>Undoes <see cref="Apply"/>, to rounding: for looking at images.</summary>
    /// <param name="images">Images, one after another.</param>
    /// <param name="shape">The shape of one.</param>
    /// <exception cref="ArgumentException">The numbers are no whole images, or there are not as many means as channels.</exception>
    public void Revert(Span<float> images, Shape shape)
    {
        int plane = Plane(images, shape);
        for (int start = 0, c = 0; start < images.Length; start += plane, c = (c + 1) % _mean.Length)
        {
            float mean = _mean[c], deviation = _deviation[c];
            foreach (ref float value in images.Slice(start, plane)) value = value * deviation + mean;
        }
    }

    /// <summary>The means and deviations.</summary>
    public override string ToString() => $"mean {Format(_mean, ", ")}; deviation {Format(_deviation, ", ")}";

    internal void Check(Shape shape, string parameter)
    {
        if (shape.Channels != _mean.Length)
            throw new ArgumentException($"There are {_mean.Length} means, one a channel, and an input of {shape} has {shape.Channels} channels.", parameter);
    }

    /// <summary>As a safetensors file's metadata keeps it. Every float comes back as it was.</summary>
    internal Dictionary<string, string> ToMetadata() => new() { [MeanKey] = Format(_mean, " "), [DeviationKey] = Format(_deviation, " ") };

    private static Normalization Of(SafetensorsReader file)
    {
        if (!file.Metadata.TryGetValue(MeanKey, out string? mean) || !file.Metadata.TryGetValue(DeviationKey, out string? deviation))
            throw new WeightsException($"{file.Source}: was saved without a normalization; its metadata would have '{MeanKey}' and '{DeviationKey}'.");
        try
        {
            return new(Parse(mean), Parse(deviation));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new WeightsException($"{file.Source}: its normalization is damaged: mean '{mean}', deviation '{deviation}'. {exception.Message}", exception);
        }
    }

    // Numbers in a channel of an image, after a check that both fit.
    private int Plane(ReadOnlySpan<float> images, Shape shape)
    {
        Dataset.CheckShape(shape, nameof(shape));
        Check(shape, nameof(shape));
        return images.Length % shape.Length == 0
            ? shape.Height * shape.Width
            : throw new ArgumentException($"{images.Length} numbers are no whole images of {shape}, {shape.Length} numbers each.", nameof(images));
    }

    private static string Format(float[] values, string separator) => string.Join(separator, values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Parse(string text) => [.. text.Split(' ').Select(part => float.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))];

    // Mean and squared deviations, joined image by image (Chan, Golub, LeVeque, 1979): no cancellation where the mean is large.
    private struct Moments
    {
        private double _count, _mean, _squares;

        public readonly double Mean => _mean;

        public readonly double Deviation => Math.Sqrt(_squares / _count);

        public void Add(ReadOnlySpan<float> values)
        {
            double mean = 0, squares = 0;
            foreach (float value in values) mean += value;
            mean /= values.Length;
            foreach (float value in values) squares += (value - mean) * (value - mean);
            double count = _count + values.Length, delta = mean - _mean;
            _squares += squares + delta * delta * _count * values.Length / count;
            _mean += delta * values.Length / count;
            _count = count;
        }
    }
}
