using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ELU, with an alpha that is not negative, so that the output tells the input's sign.</summary>
internal sealed record ELULayer(double Alpha) : ExponentialLayer(1, Alpha)
{
    public override string Kind => "ELU";

    public override string Key => $"{Kind}_{Names.Part(Alpha)}";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Elu", [onnx.Input()], OnnxStep.Attribute("alpha", Alpha));

    public static Layer? Read(ArgumentReader arguments) => new ELULayer(arguments.Real("alpha", 1, minimum: 0));
}
