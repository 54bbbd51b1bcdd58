using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>A network's export in ONNX Runtime, and the network itself, against the reference in double precision.</summary>
internal static class OnnxComparison
{
    public static void Check(Sample sample, Declaration declaration, NetworkInstance instance)
    {
        instance.Write(declaration, sample.Tensors);
        float[] input = declaration.Pack(sample.Inputs).ToSingle();
        using OnnxModel model = OnnxModel.Of(instance.Network);
        var tolerance = new Tolerance(jitter => new() { ["output"] = sample.Run(training: false, jitter).Output.Data });
        tolerance.Check("output", model.Run(input, instance.Network.InputShape));
        tolerance.Check("output", instance.Network.Forward(input));
    }
}
