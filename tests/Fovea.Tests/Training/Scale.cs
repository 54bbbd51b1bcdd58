namespace Fovea.Tests;

/// <summary>One factor on every number of a 2×1×2 image, with the mean squared error: the smallest network on numbers.</summary>
internal sealed class Scale(float factor) : ITrainable<Scale, float>
{
    private static readonly ParameterInfo[] Infos = [new("factor", [], [], 0, trainable: true)];

    private readonly float[] _parameters = [factor];

    public static Shape InputShape => Shape.Image(2, 1, 2);

    public static Shape OutputShape => Shape.Image(2, 1, 2);

    public static ReadOnlySpan<LayerInfo> Layers => [];

    public static ReadOnlySpan<ParameterInfo> ParameterInfos => Infos;

    public static int TargetLength => 4;

    public int ParameterCount => 1;

    public Span<float> Parameters => _parameters;

    public Span<float> Buffers => [];

    public int MaxDegreeOfParallelism { get; set; } = 1;

    public long TrainingStep { get; set; }

    public long DropoutSeed { get; set; }

    public int ImageOffset { get; set; }

    public IReadOnlyList<string> FrozenStatistics { get; set; } = [];

    Shape INetwork.InputShape => InputShape;

    Shape INetwork.OutputShape => OutputShape;

    ReadOnlySpan<LayerInfo> IParameterized.Layers => Layers;

    ReadOnlySpan<ParameterInfo> IParameterized.ParameterInfos => ParameterInfos;

    public static Scale Create(int seed) => new(seed);

    public static Scale Load(string path) => throw new NotSupportedException();

    public static Scale Load(Stream stream) => throw new NotSupportedException();

    public static Scale Load(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public ReadOnlySpan<float> ReadParameters() => _parameters;

    public ReadOnlySpan<float> ReadBuffers() => [];

    public void ParametersChanged()
    {
    }

    public void Save(string path) => Safetensors.Save(this, path);

    public void Save(Stream stream) => Safetensors.Save(this, stream);

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++) output[i] = _parameters[0] * input[i];
    }

    public float[] Forward(ReadOnlySpan<float> input)
    {
        float[] output = new float[input.Length];
        Forward(input, output);
        return output;
    }

    public float Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default)
    {
        float loss = 0;
        for (int i = 0; i < input.Length; i++)
        {
            float difference = _parameters[0] * input[i] - targets[i];
            loss += difference * difference / input.Length;
            gradients[0] += 2 * difference * input[i] / input.Length;
        }
        return loss;
    }

    public float Loss(ReadOnlySpan<float> output, ReadOnlySpan<float> targets)
    {
        float loss = 0;
        for (int i = 0; i < output.Length; i++) loss += (output[i] - targets[i]) * (output[i] - targets[i]) / output.Length;
        return loss;
    }

    public void TraceForward(ReadOnlySpan<float> input, ForwardHook hook)
    {
    }

    public float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default)
        where TLoss : ILoss, allows ref struct => throw new NotSupportedException();
}
