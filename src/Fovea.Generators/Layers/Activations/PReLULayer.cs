using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.PReLU: a trained slope below zero, one for all or one a channel. He et al., "Delving Deep into Rectifiers", 2015.</summary>
internal sealed record PReLULayer(int Parameters) : Layer
{
    // PyTorch's.
    private const double FirstSlope = 0.25;

    public override string Kind => "PReLU";

    public override LayerTraits Traits => LayerTraits.Nonlinear;

    public static Layer? Read(ArgumentReader arguments) => new PReLULayer(arguments.Positive("parameters", 1));

    public override void Infer(Inference inference)
    {
        int channels = inference.Input.Channels;
        if (Parameters != 1 && Parameters != channels)
        {
            inference.Report(Descriptors.ConstantsDoNotMatch, "parameters", $"there are {Parameters} slopes, and its input {inference.Input} has {channels} {(inference.Input.IsVector ? "features" : "channels")}. Use {channels}, or 1 for all.");
            return;
        }
        inference.AddTensor("weight", [Parameters], ["channels"], Initialization.Fill(FirstSlope));
        inference.Output = inference.Input;
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string kernel = PlanewiseKernel.Add(step.Kernels, $"PReLUForward_{x.Key}{Suffix}", $"PReLU of {x.Display}: y = x > 0 ? x : w{Index} · x.", x, ["x"], "y", ["w"], Slope,
            values => Bend(step.Isa, values[0], values[0]));
        step.Call(kernel, x.Reference, step.Weight("weight"), y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) =>
        onnx.Add("PRelu", [onnx.Input(), onnx.Tensor("weight", Parameters == 1 || onnx.Node.Input.IsVector ? [] : [Parameters, 1, 1])]);

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is { } gradient) step.Call(AddWeightGradient(step.Kernels, x), x.Reference, dy.Reference, gradient);
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = PlanewiseKernel.Add(step.Kernels, $"PReLUBackward_{x.Key}{Suffix}{(add ? "_Add" : "")}", $"PReLU of {x.Display}, backward: dx {(add ? "+=" : "=")} x > 0 ? dy : w{Index} · dy.", x, ["x", "dy"], "dx", ["w"], Slope,
                values => (add ? values[2] + " + " : "") + Bend(step.Isa, values[0], values[1]), readsTarget: add);
            step.Call(kernel, x.Reference, dy.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    private string AddWeightGradient(KernelSet kernels, Map x)
    {
        Isa isa = kernels.Isa;
        return kernels.Add($"PReLUWeightGradient_{x.Key}{Suffix}", $"PReLU of {x.Display}: gradient of the slopes.\ndw{Index} += Σ x > 0 ? 0 : x · dy, over pixels and lanes.", $"ref float x, ref float dy, ref float dw{x.SizeParameters}", code =>
        {
            using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
            {
                code.Line($"var sum = {isa.Zero};");
                using (code.Block($"for (int i = 0; i < {x.PlaneStride}; i += {isa.Width})"))
                {
                    code.Line($"var v = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i));");
                    code.Line($"sum += {isa.Class}.ConditionalSelect({isa.Class}.GreaterThan(v, {isa.Zero}), {isa.Zero}, v * {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, i)));");
                }
                code.Line($"{(Parameters == 1 ? "dw" : "Unsafe.Add(ref dw, plane)")} += {isa.Class}.Sum(sum);");
                code.Line($"x = ref Unsafe.Add(ref x, {x.PlaneStride});");
                code.Line($"dy = ref Unsafe.Add(ref dy, {x.PlaneStride});");
            }
        });
    }

    private string Suffix => Parameters == 1 ? "_One" : "";

    private string Index => Parameters == 1 ? "" : "[c]";

    private void Slope(CodeWriter code, Isa isa) => code.Line($"var slope = {isa.Class}.Create({(Parameters == 1 ? "w" : "Unsafe.Add(ref w, plane)")});");

    private static string Bend(Isa isa, string x, string value) => $"{isa.Class}.ConditionalSelect({isa.Class}.GreaterThan({x}, {isa.Zero}), {value}, {value} * slope)";
}
