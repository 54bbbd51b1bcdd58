namespace Fovea.Tests;

/// <summary>A network whose last tensor lies beyond its parameters, so that saving fails half way.</summary>
internal sealed class Broken(INetwork whole) : INetwork
{
    private readonly ParameterInfo[] _infos = [.. whole.ParameterInfos, new("beyond", [4], ["size"], whole.ParameterCount, trainable: true)];

    public Shape InputShape => whole.InputShape;

    public Shape OutputShape => whole.OutputShape;

    public int ParameterCount => whole.ParameterCount;

    public ReadOnlySpan<LayerInfo> Layers => [];

    public ReadOnlySpan<ParameterInfo> ParameterInfos => _infos;

    public Span<float> Parameters => whole.Parameters;

    public Span<float> Buffers => whole.Buffers;

    public int MaxDegreeOfParallelism { get; set; } = 1;

    public long TrainingStep { get; set; }

    public long DropoutSeed { get; set; }

    public int ImageOffset { get; set; }

    public IReadOnlyList<string> FrozenStatistics { get; set; } = [];

    public ReadOnlySpan<float> ReadParameters() => whole.ReadParameters();

    public ReadOnlySpan<float> ReadBuffers() => whole.ReadBuffers();

    public void ParametersChanged() => whole.ParametersChanged();

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => whole.Forward(input, output);

    public float[] Forward(ReadOnlySpan<float> input) => whole.Forward(input);

    public void Save(string path) => Safetensors.Save(this, path);

    public void Save(Stream stream) => Safetensors.Save(this, stream);
}
