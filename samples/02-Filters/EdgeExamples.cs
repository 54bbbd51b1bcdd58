using Fovea;
using Fovea.Samples.Drawing;

namespace Filters;

/// <summary>
/// Patches of 3×3 pixels, and for each how much brighter it is at the left of a vertical edge than at the right: below zero where the right is brighter, and zero where there is no vertical edge.
/// </summary>
internal static class EdgeExamples
{
    public static Dataset<float> Draw(int count, int seed)
    {
        float[] patches = new float[count * 9], steps = new float[count];
        for (int i = 0; i < count; i++)
        {
            var dice = Dice.For(seed, i);
            double one = dice.Between(0, 1), other = dice.Between(0, 1);
            int edge = 1 + dice.Below(2), place = dice.Below(9), kind = i % 3;
            for (int p = 0; p < 9; p++)
            {
                // A vertical edge, a horizontal one, or a single pixel; and all of them grainy.
                bool first = kind switch { 0 => p % 3 < edge, 1 => p / 3 < edge, _ => p == place };
                patches[i * 9 + p] = (float)((first ? one : other) + dice.Between(-0.1, 0.1));
            }
            if (kind == 0) steps[i] = (float)(one - other);
        }
        return Dataset.Create(patches, steps, Shape.Image(1, 3, 3));
    }
}
