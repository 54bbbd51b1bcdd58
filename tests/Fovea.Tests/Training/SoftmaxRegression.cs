namespace Fovea.Tests;

/// <summary>A linear classifier with cross-entropy, by hand: the smallest network that can be trained. Four inputs, three classes.</summary>
internal sealed class SoftmaxRegression : ITrainable<SoftmaxRegression, int>
{
    private const int Inputs = 4, Classes = 3;

    private static readonly ParameterInfo[] Infos =
    [
        new("linear1.weight", [Classes, Inputs], ["out", "in"], 0, trainable: true),
        new("linear1.bias", [Classes], ["out"], Classes * Inputs, trainable: true),
    ];

    private readonly float[] _parameters = new float[Classes * Inputs + Classes];

    public SoftmaxRegression(int seed = 0) => new Initializer(seed).Uniform(_parameters, 0.5);

    public static Shape InputShape => Shape.Vector(Inputs);

    public static Shape OutputShape => Shape.Vector(Classes);

    public static ReadOnlySpan<LayerInfo> Layers => [];

    public static ReadOnlySpan<ParameterInfo> ParameterInfos => Infos;

    public static int TargetLength => 1;

    /// <summary>Called at the start of each backward pass with its number, from 1.</summary>
    public Action<long>? BeforeBackward { get; set; }

    public int ParameterCount => _parameters.Length;

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

    public static SoftmaxRegression Create(int seed) => new(seed);

    public static SoftmaxRegression Load(string path) => throw new NotSupportedException();

    public static SoftmaxRegression Load(Stream stream) => throw new NotSupportedException();

    public static SoftmaxRegression Load(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public ReadOnlySpan<float> ReadParameters() => _parameters;

    public ReadOnlySpan<float> ReadBuffers() => [];

    public void ParametersChanged()
    {
    }

    public void Save(string path) => Safetensors.Save(this, path);

    public void Save(Stream stream) => Safetensors.Save(this, stream);

    public float[] Forward(ReadOnlySpan<float> input)
    {
        float[] output = new float[input.Length / Inputs * Classes];
        Forward(input, output);
        return output;
    }

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int image = 0; image < input.Length / Inputs; image++)
        {
            for (int c = 0; c < Classes; c++)
            {
                float sum = _parameters[Classes * Inputs + c];
                for (int i = 0; i < Inputs; i++) sum += _parameters[c * Inputs + i] * input[image * Inputs + i];
                output[image * Classes + c] = sum;
            }
        }
    }

    public float Backward(ReadOnlySpan<float> input, ReadOnlySpan<int> targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default)
    {
        BeforeBackward?.Invoke(++TrainingStep);
        Span<float> probabilities = stackalloc float[Classes];
        float loss = 0;
        for (int image = 0; image < targets.Length; image++)
        {
            ReadOnlySpan<float> pixels = input.Slice(image * Inputs, Inputs);
            Forward(pixels, probabilities);
            if (!output.IsEmpty) probabilities.CopyTo(output[(image * Classes)..]);
            float sum = 0;
            foreach (ref float p in probabilities) sum += p = MathF.Exp(p);
            loss -= MathF.Log(probabilities[targets[image]] / sum) / targets.Length;
            for (int c = 0; c < Classes; c++)
            {
                float gradient = (probabilities[c] / sum - (c == targets[image] ? 1 : 0)) / targets.Length;
                gradients[Classes * Inputs + c] += gradient;
                for (int i = 0; i < Inputs; i++) gradients[c * Inputs + i] += gradient * pixels[i];
            }
        }
        return loss;
    }

    public float Loss(ReadOnlySpan<float> output, ReadOnlySpan<int> targets)
    {
        float loss = 0;
        for (int image = 0; image < targets.Length; image++)
        {
            float sum = 0;
            foreach (float logit in output.Slice(image * Classes, Classes)) sum += MathF.Exp(logit);
            loss += (MathF.Log(sum) - output[image * Classes + targets[image]]) / targets.Length;
        }
        return loss;
    }

    public void TraceForward(ReadOnlySpan<float> input, ForwardHook hook)
    {
    }

    public float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default)
        where TLoss : ILoss, allows ref struct => throw new NotSupportedException();
}
