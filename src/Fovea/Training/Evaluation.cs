namespace Fovea;

/// <summary>Measures networks on datasets.</summary>
public static class Evaluation
{
    /// <summary>Runs a classifier, or a segmentation, over labelled images and counts what it takes each, or each pixel, for.</summary>
    /// <param name="network">The network: a vector of classes with one label an image, or classes × height × width with one label a pixel.</param>
    /// <param name="data">The images.</param>
    /// <param name="batchSize">Images to run at once.</param>
    /// <param name="cancellationToken">Asked before each batch.</param>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    public static ConfusionMatrix Evaluate(this INetwork network, IDataset<int> data, int batchSize = 64, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        Shape output = network.OutputShape;
        int pixels = Pixels(output);
        Check(network, data, pixels);
        var matrix = new ConfusionMatrix(output.Channels);
        Run(network, data, batchSize, (outputs, labels) => matrix.Add(outputs, labels, pixels), cancellationToken);
        return matrix;
    }

    /// <summary>How many labels an output needs, one for each of its positions.</summary>
    internal static int Pixels(Shape output) => output.Height * output.Width;

    internal static void Check<TTarget>(INetwork network, IDataset<TTarget> data, int targetLength, string parameter = "data")
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data, parameter);
        if (data.Count == 0) throw new ArgumentException("The dataset is empty.", parameter);
        if (data.InputLength != network.InputShape.Length)
            throw new ArgumentException($"An input of {network.GetType().Name} is {network.InputShape}, {network.InputShape.Length} numbers, and one of the dataset has {data.InputLength}.", parameter);
        if (data.TargetLength != targetLength)
            throw new ArgumentException($"{network.GetType().Name} needs {targetLength} targets for each image, and the dataset has {data.TargetLength}.", parameter);
    }

    /// <summary>Runs the network over all data in evaluation mode, batch by batch.</summary>
    internal static void Run<TTarget>(INetwork network, IDataset<TTarget> data, int batchSize, BatchSink<TTarget> sink, CancellationToken cancellationToken)
        where TTarget : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        batchSize = Math.Min(batchSize, data.Count);
        int outputLength = network.OutputShape.Length;
        int[] indices = new int[batchSize];
        float[] inputs = new float[checked(batchSize * data.InputLength)], outputs = new float[checked(batchSize * outputLength)];
        TTarget[] targets = new TTarget[checked(batchSize * data.TargetLength)];
        for (int first = 0; first < data.Count; first += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(batchSize, data.Count - first);
            for (int i = 0; i < count; i++) indices[i] = first + i;
            Span<float> input = inputs.AsSpan(0, count * data.InputLength), output = outputs.AsSpan(0, count * outputLength);
            Span<TTarget> target = targets.AsSpan(0, count * data.TargetLength);
            data.Read(indices.AsSpan(0, count), input, target);
            network.Forward(input, output);
            sink(output, target);
        }
    }

    internal delegate void BatchSink<TTarget>(ReadOnlySpan<float> outputs, ReadOnlySpan<TTarget> targets);
}
