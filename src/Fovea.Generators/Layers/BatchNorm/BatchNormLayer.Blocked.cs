using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

internal sealed partial record BatchNormLayer : IBlockedLayer
{
    // Frozen, it is rare in training, and folded into a convolution outside.
    public bool IsBlocked(Node node) => !IsFrozen;

    public void EmitBlockedForward(Step step)
    {
        Map x = step.Input();
        string kernel = BatchNormBlocked.Normalize(step, step.Training, Affine, Eps);
        step.Call(
            kernel, x.Reference, step.Training ? step.Shared() : step.Weight("running_mean"), step.Training ? step.Shared(x.Planes * Map.Pixel) : step.Weight("running_var"),
            step.Weight("weight"), step.Weight("bias"), step.Output.Reference, Channels(x), $"{x.PlaneStride}");
    }

    public void EmitBlockedBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            Map x = step.Input();
            string kernel = BatchNormBlocked.InputGradient(step.Kernels, Affine, step.Accumulates());
            step.Call(kernel, x.Reference, step.OutputGradient.Reference, step.Shared(), step.Weight("weight"), step.InputGradient().Reference, Channels(x), $"{x.PlaneStride}");
        }
    }

    private static string Channels(Map x) => $"{x.Planes * Map.Pixel}";
}
