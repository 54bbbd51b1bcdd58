namespace Fovea.Tests.Numerics;

/// <summary>Every case's network, of one compilation.</summary>
internal sealed class OnnxNetworks
{
    private static readonly Lazy<OnnxNetworks> Lazy = new(() => new());
    private readonly Dictionary<string, OnnxCase> _cases = [];
    private readonly Dictionary<string, (OnnxTranslation Translation, Declaration Declaration)> _declarations = [];
    private readonly Dictionary<string, string> _reasons = [];
    private readonly Dictionary<string, Exception> _failures = [];
    private readonly CompiledNetworks _networks;

    private OnnxNetworks()
    {
        foreach (string name in OnnxCase.Names)
        {
            try
            {
                OnnxCase read = _cases[name] = OnnxCase.Read(name);
                OnnxTranslation translation = OnnxTranslator.Translate(read);
                _declarations.Add(name, (translation, DeclarationWriter.Write(translation.Graph, translation.Loss, $"Onnx{_declarations.Count}")));
            }
            catch (InexpressibleException reason)
            {
                _reasons.Add(name, reason.Message);
            }
            catch (Exception failure)
            {
                _failures.Add(name, failure);
            }
        }

        _networks = new(_declarations.Values.Select(entry => entry.Declaration));
    }

    public static OnnxNetworks Shared => Lazy.Value;

    public OnnxCase Case(string name) => _cases[name];

    /// <summary>The case's outputs that no network gives.</summary>
    public IReadOnlyList<string> Missing(string name) => _declarations.TryGetValue(name, out var entry) ? entry.Translation.Missing : [];

    /// <summary>Compares a case's outputs with its network's. Answers why there is no network, or null.</summary>
    public string? Run(string name)
    {
        if (_reasons.TryGetValue(name, out string? reason)) return reason;
        if (_failures.TryGetValue(name, out Exception? failure)) throw new InvalidOperationException($"{name} is not understood: {failure.Message}", failure);
        (OnnxTranslation translation, Declaration declaration) = _declarations[name];
        CompiledNetwork network = _networks[declaration.TypeName];
        NetworkInstance instance = network.Create();
        instance.Write(declaration, translation.Tensors);
        float[] input = declaration.Pack(translation.Inputs).ToSingle();
        (float[] output, float loss) = Outputs(instance, translation, input);
        foreach (OnnxOutput expected in translation.Outputs)
        {
            float[] actual = expected.Source == translation.Graph.Output ? output
                : expected.Source == OnnxTranslation.LossValue ? [loss]
                : instance.Read(declaration.TensorNames[expected.Source]).ToArray();
            if (expected.Source == translation.Graph.Output) AssertShape(expected, instance.Network.OutputShape, translation.Inputs.Values.First().N);
            Closeness.AssertClose(expected.Name, actual, expected.Expected, _cases[name].Relative, _cases[name].Absolute);
        }

        network.AssertNoWarnings();
        return null;
    }

    private static void AssertShape(OnnxOutput expected, Shape actual, int batch)
    {
        int[] shape = actual.IsVector ? [batch, actual.Channels] : [batch, actual.Channels, actual.Height, actual.Width];
        // What has another rank was fed as one vector.
        if (expected.Expected.Shape.Length is 2 or 4) Assert.Equal(expected.Expected.Shape, shape);
    }

    private static (float[] Output, float Loss) Outputs(NetworkInstance instance, OnnxTranslation translation, float[] input)
    {
        float[] gradients = new float[instance.Network.ParameterCount];
        if (translation.Target is { } target)
        {
            float[] output = new float[input.Length];
            return (output, instance.Backward(input, target, gradients, output));
        }

        if (!translation.Training) return (instance.Network.Forward(input), 0);
        var kept = new DotLoss(translation.Outputs.Single(output => output.Source == translation.Graph.Output).Expected);
        instance.BackwardFrom(input, ref kept, gradients);
        return (kept.Output, 0);
    }
}
