using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>
/// Dropout masks by counter: <see cref="Philox"/>, keyed by the seed and the layer, counting step, image and element. So a mask does not depend on chunks, threads or the order of anything.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DropoutMask
{
    /// <summary>Writes 0 with probability <paramref name="probability"/> and 1/(1 − p) otherwise, for <paramref name="elements"/> × 16 lanes.</summary>
    public static void Draw(ref float mask, int elements, float probability, int layer, in Chunk chunk)
    {
        float kept = probability < 1 ? 1 / (1 - probability) : 0;
        ulong threshold = (ulong)(probability * 4294967296.0);
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            uint image = (uint)(chunk.ImageOffset + chunk.FirstImage + lane);
            for (int element = 0; element < elements; element += 4)
            {
                (uint a, uint b, uint c, uint d) = Philox.Next(
                    (uint)(element >> 2), image, (uint)chunk.TrainingStep, (uint)layer,
                    (uint)chunk.DropoutSeed, (uint)(chunk.DropoutSeed >> 32) ^ (uint)(chunk.TrainingStep >> 32));
                ref float target = ref Unsafe.Add(ref mask, element * Lanes.Count + lane);
                target = a < threshold ? 0 : kept;
                if (element + 1 < elements) Unsafe.Add(ref target, Lanes.Count) = b < threshold ? 0 : kept;
                if (element + 2 < elements) Unsafe.Add(ref target, 2 * Lanes.Count) = c < threshold ? 0 : kept;
                if (element + 3 < elements) Unsafe.Add(ref target, 3 * Lanes.Count) = d < threshold ? 0 : kept;
            }
        }
    }
}
