namespace Fovea.Tests.Numerics;

/// <summary>Well-known networks, declared in <c>Light</c> as a user would, beside ONNX's graphs of them: shapes node by node, and outputs.</summary>
public sealed class LightNetworkTests
{
    private static readonly Declaration Probabilities = Declaration.Of("Probabilities", "[Network(1000), Softmax]\npublic sealed partial class Probabilities;\n");

    [Theory]
    [InlineData("SqueezeNet", "light_squeezenet")]
    [InlineData("ResNet50", "light_resnet50")]
    [InlineData("InceptionV1", "light_inception_v1")]
    [InlineData("DenseNet121", "light_densenet121")]
    [InlineData("Vgg19", "light_vgg19")]
    public void DeclaredNetworkAgreesWithOnnx(string name, string folder)
    {
        string? path = OnnxFolder.Named("onnx-light") is { } models ? Path.Combine(models, folder) : null;
        Assert.SkipUnless(File.Exists(Path.Combine(path ?? "", "graph.json")), $"No graph of {folder}: set FOVEA_CONFORMANCE_ONNX to the folder that has onnx-light.");
        var graph = new LightGraph(path!);

        IReadOnlyDictionary<string, CompiledNetwork> compiled = NetworkCompiler.Compile([Declaration.Of(name, Source(name)), Probabilities], lints: true);
        compiled[name].AssertNoWarnings();
        var network = new LightNetwork(graph, compiled[name].Create());

        network.Write(filled: false);
        Closeness.AssertClose("output of constant weights", Output(network.Forward()), graph.Output, graph.Relative, graph.Absolute);
        if (!graph.IsFilled) return;
        network.Write(filled: true);
        double[] logits = network.Forward();
        Closeness.AssertClose("logits of random weights", logits, graph.FilledLogits, 0, graph.LogitTolerance);
        // Where there is no softmax, the output is the logits.
        if (graph.EndsInSoftmax) Closeness.AssertClose("output of random weights", Output(logits), graph.FilledOutput, graph.Relative, graph.Absolute);

        double[] Output(double[] logits) => !graph.EndsInSoftmax ? logits
            : [.. compiled["Probabilities"].Create().Network.Forward([.. logits.Select(value => (float)value)]).Select(value => (double)value)];
    }

    private static string Source(string name)
    {
        using var reader = new StreamReader(typeof(LightNetworkTests).Assembly.GetManifestResourceStream($"{name}.cs")!);
        return reader.ReadToEnd();
    }
}
