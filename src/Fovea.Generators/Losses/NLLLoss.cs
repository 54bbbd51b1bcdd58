using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.NLLLoss on log-probabilities, per image or per pixel.</summary>
internal sealed record NLLLoss(bool IsSum, int IgnoreIndex, EquatableArray<double> ClassWeights) : LabelLoss(IsSum, IgnoreIndex, ClassWeights)
{
    public override string Kind => "NLLLoss";

    public static Loss? Read(ArgumentReader arguments) => new NLLLoss(LossCatalog.IsSum(arguments), ReadIgnoreIndex(arguments), arguments.Reals("ClassWeights"));

    public override void EmitEvaluate(KernelSet kernels, CodeWriter code, LossMaps maps)
    {
        Map output = maps.Output;
        string kernel = kernels.Add($"NLLLoss_{output.Key}", $"NLLLoss of {output.Display}: ℓ = −w[t] · y[t]; dy[t] = −w[t].", $"ref float y, ref int targets, ref float dy, int count, float scale{output.SizeParameters}", body =>
        {
            if (ClassWeights.Count > 0) body.Line($"ReadOnlySpan<float> weights = [{Weights}];");
            EmitSlope(body);
            body.Line("double loss = 0;");
            ClearKernel.Emit(body, kernels.Isa, "dy", output);
            using (body.Block($"for (int n = 0; n < count * {output.Height * output.Width}; n++)"))
            {
                body.Line("int label = Unsafe.Add(ref targets, n);");
                body.Line($"if (label == {IgnoreIndex}) continue;");
                Size area = output.Height * output.Width;
                string place = area.Is(1) ? "n" : $"n % {area} * {Map.Pixel} + n / {area}";
                body.Line($"int position = label * {output.PlaneStride} + {place};");
                string weight = ClassWeights.Count > 0 ? "weights[label] * " : "";
                body.Line($"loss -= {weight}Unsafe.Add(ref y, position);");
                body.Line($"Unsafe.Add(ref dy, position) = -{weight}slope;");
            }
            body.Line("return loss * scale;");
        }, "double");
        code.Line($"double loss = {kernel}({output.Reference}, ref targets, {maps.Gradient.Reference}, {maps.Count}, scale{(output.IsConstant ? "" : ", height, width")});");
    }
}
