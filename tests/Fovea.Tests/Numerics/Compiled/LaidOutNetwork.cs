using System.Reflection;

namespace Fovea.Tests.Numerics;

/// <summary>A network with the loss that is a product with given numbers, compiled for one layout, to be compared with the reference.</summary>
internal sealed class LaidOutNetwork
{
    private const string Name = "LaidOut";
    private readonly GraphBuilder _builder;
    private readonly Declaration _declaration;
    private readonly CompiledNetwork _network;

    public LaidOutNetwork(GraphBuilder builder, LayoutOptions layout)
    {
        _builder = builder;
        _declaration = DeclarationWriter.Write(builder.Build(1), LayerNetworks.Dot, Name, Purpose.Differentiation);
        _network = NetworkCompiler.Compile([_declaration], lints: false, oneWidth: true, layout)[Name];
        _network.AssertNoWarnings();
        // In lanes, sixteen images go side by side.
        Assert.Equal(layout.Layout == "Blocked" ? 1 : 16, Program.GetProperty("TrainingChunk")!.GetValue(null));
    }

    /// <summary>What the generator emitted for the engine.</summary>
    public Type Program => _network.Type.GetNestedType("FoveaProgram", BindingFlags.NonPublic)!;

    /// <summary>The names of all methods, kernels among them.</summary>
    public IEnumerable<string> Methods => _network.Type.Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Select(method => method.Name);

    /// <summary>Compares both passes on drawn images, with each number of threads.</summary>
    /// <param name="images">How many.</param>
    /// <param name="seed">Of what is drawn.</param>
    /// <param name="threads">Numbers of threads, in turns.</param>
    /// <param name="offset">What is added to the images.</param>
    public void Check(int images, int seed, int[] threads, double offset = 0)
    {
        Sample sample = Sample.Draw(_builder, LayerNetworks.Dot, images, seed);
        foreach (Tensor input in sample.Inputs.Values)
        {
            for (int i = 0; i < input.Data.Length; i++) input.Data[i] = (float)(input.Data[i] + offset);
        }
        foreach (int number in threads)
        {
            NetworkInstance instance = _network.Create();
            instance.Network.MaxDegreeOfParallelism = number;
            Comparison.Check(sample, _declaration, instance);
        }
    }
}
