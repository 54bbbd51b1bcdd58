using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.LeakyReLU, with a slope that is not negative, so that the output tells the input's sign.</summary>
internal sealed record LeakyReLULayer(double Slope) : PointwiseLayer
{
    public override string Kind => "LeakyReLU";

    protected override string Formula => $"y = x > 0 ? x : {NetworkEmitter.Number(Slope)} · x";

    protected override string Derivative => $"y > 0 ? dy : {NetworkEmitter.Number(Slope)} · dy";

    public override string Key => $"{Kind}_{Names.Part(Slope)}";

    public static Layer? Read(ArgumentReader arguments) => new LeakyReLULayer(arguments.Real("slope", 0.01, minimum: 0));

    public override string Apply(Isa isa, KernelSet kernels, string x) => Bend(isa, x, x);

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) => Bend(isa, y, dy);

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("LeakyRelu", [onnx.Input()], OnnxStep.Attribute("alpha", Slope));

    private string Bend(Isa isa, string sign, string value) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.GreaterThan({sign}, {isa.Zero}), {value}, {value} * {isa.Constant(Slope)})";
}
