using Fovea;
using Fovea.Samples.Drawing;

namespace Distributed;

/// <summary>Digits of 8×8 pixels between 0 and 1.</summary>
internal static class Digits
{
    private const int Side = 8;

    private static readonly Shape s_shape = Shape.Image(1, Side, Side);

    /// <summary>UCI's: 64 pixels from 0 to 16 and a label, a row each.</summary>
    public static Dataset<int> Open(string path) => CsvDataset.Open(path, s_shape, maximum: 16, label: ^1);

    /// <summary>Drawn here, at 28×28; of their middle, 3×3 pixels become one.</summary>
    public static Dataset<int> Draw(int count, int seed, int first = 0)
    {
        const int Border = (DrawnDigits.Side - 3 * Side) / 2;
        var drawn = new DrawnDigits(count, seed, first);
        float[] large = new float[drawn.InputLength * count], small = new float[s_shape.Length * count];
        int[] labels = new int[count];
        drawn.Read([.. Enumerable.Range(0, count)], large, labels);
        for (int i = 0; i < small.Length; i++)
        {
            (int image, int row, int column) = (i / s_shape.Length, Border + i % s_shape.Length / Side * 3, Border + i % Side * 3);
            for (int p = 0; p < 9; p++) small[i] += large[image * drawn.InputLength + (row + p / 3) * DrawnDigits.Side + column + p % 3] / 9;
        }
        return Dataset.Create(small, labels, s_shape.Length);
    }
}
