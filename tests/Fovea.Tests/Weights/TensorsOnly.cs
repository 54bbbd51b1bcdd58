namespace Fovea.Tests;

/// <summary>A network that has tensors, and runs nothing.</summary>
internal sealed class TensorsOnly : INetwork
{
    private readonly ParameterInfo[] _infos;
    private readonly float[] _parameters;
    private readonly float[] _buffers;

    public TensorsOnly(params (string Name, int[] Dimensions, bool Trainable)[] tensors)
    {
        int parameters = 0, buffers = 0;
        _infos = [.. tensors.Select(tensor =>
        {
            var info = new ParameterInfo(tensor.Name, tensor.Dimensions, [.. tensor.Dimensions.Select(_ => "size")], tensor.Trainable ? parameters : buffers, tensor.Trainable);
            if (tensor.Trainable) parameters += info.Length;
            else buffers += info.Length;
            return info;
        })];
        _parameters = new float[parameters];
        _buffers = new float[buffers];
        for (int i = 0; i < parameters; i++) _parameters[i] = i + 0.5f;
        for (int i = 0; i < buffers; i++) _buffers[i] = 1000 + i;
    }

    /// <summary>A convolution, a normalisation with its statistics and counter, a linear layer.</summary>
    public static TensorsOnly Small() => new(
        ("conv1.weight", [2, 1, 3, 3], true), ("bn1.weight", [2], true), ("bn1.running_mean", [2], false),
        ("bn1.num_batches_tracked", [], false), ("linear1.weight", [3, 4], true));

    public int Writes { get; private set; }

    public Shape InputShape => Shape.Image(1, 3, 3);

    public Shape OutputShape => Shape.Vector(3);

    public int ParameterCount => _parameters.Length;

    public ReadOnlySpan<LayerInfo> Layers => [];

    public ReadOnlySpan<ParameterInfo> ParameterInfos => _infos;

    public Span<float> Parameters
    {
        get
        {
            Writes++;
            return _parameters;
        }
    }

    public Span<float> Buffers
    {
        get
        {
            Writes++;
            return _buffers;
        }
    }

    public int MaxDegreeOfParallelism { get; set; } = 1;

    public long TrainingStep { get; set; }

    public long DropoutSeed { get; set; }

    public int ImageOffset { get; set; }

    public IReadOnlyList<string> FrozenStatistics { get; set; } = [];

    public ReadOnlySpan<float> ReadParameters() => _parameters;

    public ReadOnlySpan<float> ReadBuffers() => _buffers;

    public void ParametersChanged() => Writes++;

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => throw new NotSupportedException();

    public float[] Forward(ReadOnlySpan<float> input) => throw new NotSupportedException();

    public void Save(string path) => Safetensors.Save(this, path);

    public void Save(Stream stream) => Safetensors.Save(this, stream);

    /// <summary>The numbers of one tensor, for writing.</summary>
    public Span<float> Of(string name)
    {
        ParameterInfo info = _infos.Single(info => info.Name == name);
        return (info.Trainable ? _parameters : _buffers).AsSpan(info.Offset, info.Length);
    }
}
