using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torchvision.transforms.Normalize inside the network: constants, one a channel or one for all.</summary>
internal sealed record NormalizeLayer(EquatableArray<double> Mean, EquatableArray<double> Deviation) : Layer
{
    public override string Kind => "Normalize";

    public override string Prefix => "norm";

    public static Layer? Read(ArgumentReader arguments)
    {
        EquatableArray<double> mean = arguments.Reals("mean"), deviation = arguments.Reals("Deviation");
        if (arguments.Failed) return null;
        if (mean.Count == 0) arguments.Report(Descriptors.ArgumentOutOfRange, null, "it has no mean. Give one number for each channel, or one for all.");
        Check(mean, "mean", value => true, "finite");
        Check(deviation, "Deviation", value => (float)value != 0, "finite and not 0");
        return new NormalizeLayer(mean, deviation);

        void Check(EquatableArray<double> values, string argument, Func<double, bool> holds, string range)
        {
            if (values.Any(value => double.IsNaN(value) || double.IsInfinity(value) || !holds(value)))
            {
                arguments.Report(Descriptors.ArgumentOutOfRange, argument, $"a number of {ArgumentReader.Title(argument)} is out of range: all must be {range}.");
            }
        }
    }

    public override void Infer(Inference inference)
    {
        if (Fits(inference, Mean, "mean") && (Deviation.Count == 0 || Fits(inference, Deviation, "Deviation"))) inference.Output = inference.Input;
    }

    private static bool Fits(Inference inference, EquatableArray<double> values, string argument)
    {
        int channels = inference.Input.Channels;
        if (values.Count == 1 || values.Count == channels) return true;
        inference.Report(Descriptors.ConstantsDoNotMatch, argument, $"{ArgumentReader.Title(argument)} has {values.Count} numbers, and its input {inference.Input} has {channels} {(inference.Input.IsVector ? "features" : "channels")}. Give {channels}, or one for all.");
        return false;
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string kernel = PlanewiseKernel.Add(step.Kernels, $"NormalizeForward_{x.Key}", $"Normalize of {x.Display}: y = (x − mean)/deviation, with means {List(Mean)}{(Deviation.Count > 0 ? $" and deviations {List(Deviation)}" : "")}.", x, ["x"], "y", [], (code, isa) =>
        {
            Load(code, isa, "mean", Mean);
            if (Deviation.Count > 0) Load(code, isa, "inverse", Inverse);
        }, values => Deviation.Count > 0 ? $"({values[0]} - mean) * inverse" : $"{values[0]} - mean");
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        OnnxValue apart = onnx.Add("Sub", [onnx.Input(), Constant(Mean)]);
        return Deviation.Count == 0 ? apart : onnx.Add("Div", [apart, Constant(Deviation)]);

        OnnxValue Constant(EquatableArray<double> values) => OnnxStep.Floats(values.Count == 1 || onnx.Node.Input.IsVector ? [values.Count] : [values.Count, 1, 1], values);
    }

    public override void EmitBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            Map dy = step.OutputGradient;
            bool add = step.Accumulates();
            string kernel = PlanewiseKernel.Add(step.Kernels, $"NormalizeBackward_{dy.Key}{(add ? "_Add" : "")}", $"Normalize of {dy.Display}, backward: dx {(add ? "+=" : "=")} dy/deviation{(Deviation.Count > 0 ? $", with deviations {List(Deviation)}" : "")}.", dy, ["dy"], "dx", [], (code, isa) =>
            {
                if (Deviation.Count > 0) Load(code, isa, "inverse", Inverse);
            }, values => Deviation.Count == 0 ? (add ? $"{values[0]} + {values[1]}" : values[0]) : add ? step.Isa.MultiplyAdd(values[0], "inverse", values[1]) : $"{values[0]} * inverse", readsTarget: add);
            step.Call(kernel, dy.Reference, step.InputGradient().Reference);
        }
    }

    private IEnumerable<double> Inverse => Deviation.Select(value => 1 / value);

    // A span of constants is data of the assembly: nothing is allocated.
    private static void Load(CodeWriter code, Isa isa, string name, IEnumerable<double> values)
    {
        string[] literals = [.. values.Select(Isa.Literal)];
        if (literals.Length == 1)
        {
            code.Line($"var {name} = {isa.Class}.Create({literals[0]});");
            return;
        }
        code.Line($"ReadOnlySpan<float> {name}s = [{string.Join(", ", literals)}];");
        code.Line($"var {name} = {isa.Class}.Create({name}s[plane]);");
    }

    private static string List(IEnumerable<double> values) => string.Join(", ", values.Select(NetworkEmitter.Number));
}
