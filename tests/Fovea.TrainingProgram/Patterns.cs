using Fovea;

namespace Fovea.TrainingProgram;

/// <summary>Ten bright spots in noise.</summary>
internal static class Patterns
{
    public static Dataset<int> Make(int count, int seed)
    {
        float[] inputs = new float[64 * count];
        int[] labels = new int[count];
        new Initializer(seed).Uniform(inputs, 0.8);
        for (int i = 0; i < count; i++) inputs[64 * i + 6 * (labels[i] = i * 7 % 10)] += 1;
        return Dataset.Create(inputs, labels, 64);
    }
}
