namespace Fovea.Benchmarks;

/// <summary>A network with a batch to work on. The batch is random: the time does not depend on what is in the images.</summary>
public sealed class Workload<TNetwork>
    where TNetwork : class, ITrainable<TNetwork, int>
{
    private readonly TNetwork _network;
    private readonly Sgd _optimizer = new(learningRate: 0.01);
    private readonly float[] _images, _outputs, _gradients;
    private readonly int[] _labels;

    public Workload(int batch, int threads)
    {
        Compute.MaxDegreeOfParallelism = threads;
        _network = TNetwork.Create(seed: 1);
        _images = new float[batch * TNetwork.InputShape.Length];
        _outputs = new float[batch * TNetwork.OutputShape.Length];
        _gradients = new float[_network.ParameterCount];
        Shape output = TNetwork.OutputShape;
        _labels = new int[batch * output.Height * output.Width];
        var random = new Random(1);
        for (int i = 0; i < _images.Length; i++) _images[i] = (float)random.NextDouble();
        for (int i = 0; i < _labels.Length; i++) _labels[i] = random.Next(output.Channels);
    }

    /// <summary>The forward pass of a batch.</summary>
    public void Forward() => _network.Forward(_images, _outputs);

    /// <summary>All that training does with a batch: forward, loss, backward, and a step of SGD.</summary>
    public void TrainingStep()
    {
        Gradients.Clear(_gradients);
        _network.Backward(_images, _labels, _gradients);
        _optimizer.Step(_network.Parameters, _gradients);
    }
}
