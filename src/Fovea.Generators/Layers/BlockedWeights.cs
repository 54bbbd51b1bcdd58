using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// How the blocked layout's convolutions keep their packed weights: [weights][bias][scale] outside training, where a batch normalisation may be folded in,
/// [weights][bias][the input gradient's weights] in training, and gradients as [weights][bias].
/// </summary>
internal static class BlockedWeights
{
    public static int Padded(int channels) => (channels + Map.Pixel - 1) / Map.Pixel * Map.Pixel;

    /// <summary>Packs the bias, or what a batch normalisation makes of it; returns the reference to the outputs' factors, or null.</summary>
    public static string? EmitPackBias(Step step, int channels, int weights, bool bias)
    {
        int padded = Padded(channels);
        if (step.Normalization is { Layer: BatchNormLayer normalization } node)
        {
            const string None = "ref Unsafe.NullRef<float>()";
            string scale = step.Packed(weights + padded);
            step.Code.Line($"Packing.FoldBatchNorm({step.Weight("bias") ?? None}, {Step.Weight(node, "running_mean")}, {Step.Weight(node, "running_var")}, {Step.Weight(node, "weight") ?? None}, {Step.Weight(node, "bias") ?? None}, {Isa.Literal(normalization.Eps)}, {channels}, {scale}, {step.Packed(weights)});");
            return scale;
        }
        if (bias) step.Code.Line($"Packing.PackVector({step.Weight("bias")}, {step.Packed(weights)}, {channels});");
        return null;
    }

    /// <summary>Adds the bias's gradient, which lies behind the weight's.</summary>
    public static void EmitBiasGradient(Step step, int weights)
    {
        if (step.WeightGradient("bias") is null) return;
        Map dy = step.OutputGradient;
        step.Call(PlaneSumKernel.AddBlocked(step.Kernels, dy), dy.Reference, step.PackedGradient(weights));
    }

    public static void EmitUnpackBias(Step step, int channels, int weights)
    {
        if (step.WeightGradient("bias") is { } gradient) step.Code.Line($"Packing.UnpackVector({step.PackedGradient(weights)}, {gradient}, {channels});");
    }
}
