using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>The current output times the named one, number by number; a C×1×1 one is spread over the other's pixels.</summary>
internal sealed record MultiplyLayer(string Name) : Layer
{
    public override string Kind => "Multiply";

    public override LayerTraits Traits => LayerTraits.Nonlinear | LayerTraits.KeepsGradients;

    public override EquatableArray<string> References => new([Name]);

    public static Layer? Read(ArgumentReader arguments) => arguments.Text("name") is { } name ? new MultiplyLayer(name) : null;

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        Shape left = inference.Inputs[0], right = inference.Inputs[1];
        if (left == right || IsSpread(right, left)) inference.Output = left;
        else if (IsSpread(left, right)) inference.Output = right;
        else
        {
            inference.Report(Descriptors.ShapesDoNotJoin, "name", $"it multiplies shapes that do not fit: {Joins.Difference(inference, 0, 1)}. They must be equal, or one of them as many channels of 1×1.");
            return;
        }
        inference.MultiplyAdds = inference.Output.Length.IsConstant ? inference.Output.Length.Value : 0;
    }

    private static bool IsSpread(Shape small, Shape large) => !small.IsVector && !large.IsVector && small.Channels == large.Channels && small.Height.Is(1) && small.Width.Is(1);

    public override void EmitForward(Step step)
    {
        Map y = step.Output;
        (int full, int spread) = Roles(step);
        string kernel = spread < 0
            ? ElementwiseKernel.Add(step.Kernels, $"MultiplyForward_{y.Key}", $"Multiply of {y.Display}: y = a · b.", y, ["a", "b"], "y", values => $"{values[0]} * {values[1]}")
            : AddSpread(step.Kernels, $"MultiplyForward_{y.Key}_Spread", $"Multiply of {y.Display} by one factor a plane: y = a · b.", y, "ref float a, ref float b, ref float y",
                (code, isa) => code.Line($"{isa.Class}.StoreUnsafe({isa.Class}.LoadUnsafe(ref Unsafe.Add(ref a, i)) * factor, ref Unsafe.Add(ref y, i));"));
        step.Call(kernel, step.Input(full).Reference, step.Input(spread < 0 ? 1 : spread).Reference, y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Mul", [onnx.Input(), onnx.Input(1)]);

    public override void EmitBackward(Step step)
    {
        Map y = step.Output, dy = step.OutputGradient;
        (int full, int spread) = Roles(step);
        for (int i = 0; i < 2; i++)
        {
            bool add = step.Accumulates(i);
            string suffix = add ? "_Add" : "";
            using (step.ForInputGradient(i))
            {
                Map other = step.Input(1 - i);
                string kernel;
                if (spread < 0)
                {
                    kernel = ElementwiseKernel.Add(step.Kernels, $"MultiplyBackward_{y.Key}{suffix}", $"Multiply of {y.Display}, backward: da {(add ? "+=" : "=")} dy · b.", y, ["dy", "b"], "da",
                        values => add ? step.Isa.MultiplyAdd(values[0], values[1], values[2]) : $"{values[0]} * {values[1]}", readsTarget: add);
                }
                else if (i == full)
                {
                    kernel = AddSpread(step.Kernels, $"MultiplyBackward_{y.Key}_Spread{suffix}", $"Multiply of {y.Display} by one factor a plane, backward: da {(add ? "+=" : "=")} dy · b.", y, "ref float dy, ref float b, ref float da",
                        (code, isa) =>
                        {
                            string dyTimes = $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, i)) * factor";
                            code.Line($"{isa.Class}.StoreUnsafe({(add ? $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref da, i)) + {dyTimes}" : dyTimes)}, ref Unsafe.Add(ref da, i));");
                        });
                }
                else
                {
                    kernel = AddFactorGradient(step.Kernels, y, add);
                }
                step.Call(kernel, dy.Reference, other.Reference, step.InputGradient(i).Reference);
            }
        }
    }

    // The input that is as large as the output, and the one that is spread over it, or -1.
    private static (int Full, int Spread) Roles(Step step)
    {
        Node node = step.Node;
        if (node.InputShapes[0] == node.InputShapes[1]) return (0, -1);
        return node.InputShapes[0] == node.Output ? (0, 1) : (1, 0);
    }

    private static string AddSpread(KernelSet kernels, string name, string comment, Map map, string parameters, Action<CodeWriter, Isa> body) =>
        kernels.Add(name, comment, parameters + map.SizeParameters, code => Planes(code, kernels.Isa, map, () =>
        {
            code.Line($"var factor = {kernels.Isa.Class}.LoadUnsafe(ref Unsafe.Add(ref b, plane * {Map.Pixel}{Lane(kernels.Isa)}));");
            using (Pixels(code, map, kernels.Isa)) body(code, kernels.Isa);
        }));

    private static string AddFactorGradient(KernelSet kernels, Map map, bool add) =>
        kernels.Add($"MultiplyFactorGradient_{map.Key}{(add ? "_Add" : "")}", $"Multiply of {map.Display} by one factor a plane: the factor's gradient, db {(add ? "+=" : "=")} Σ dy · a over the plane.", "ref float dy, ref float a, ref float db" + map.SizeParameters, code =>
            Planes(code, kernels.Isa, map, () =>
            {
                Isa isa = kernels.Isa;
                string target = $"ref Unsafe.Add(ref db, plane * {Map.Pixel}{Lane(isa)})";
                code.Line($"var sum = {(add ? $"{isa.Class}.LoadUnsafe({target})" : isa.Zero)};");
                using (Pixels(code, map, isa)) code.Line($"sum = {isa.MultiplyAdd($"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, i))", $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref a, i))", "sum")};");
                code.Line($"{isa.Class}.StoreUnsafe(sum, {target});");
            }));

    private static void Planes(CodeWriter code, Isa isa, Map map, Action body)
    {
        using (code.Block($"for (int plane = 0; plane < {map.Planes}; plane++)"))
        using (PixelLoop.ForLanes(code, isa)) body();
    }

    private static IDisposable Pixels(CodeWriter code, Map map, Isa isa) =>
        code.Block($"for (int i = plane * {map.PlaneStride}{Lane(isa)}; i < (plane + 1) * {map.PlaneStride}; i += {Map.Pixel})");

    private static string Lane(Isa isa) => isa.Width < Map.Pixel ? " + lane" : "";
}
