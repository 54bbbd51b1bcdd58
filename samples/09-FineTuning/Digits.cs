using Fovea;
using Fovea.Samples.Drawing;

namespace FineTuning;

/// <summary>Five of the ten digits.</summary>
internal static class Digits
{
    public static IDataset<int> Open(string? folder, bool train, int seed) => folder is not null
        ? IdxDataset.OpenMnist(folder, train)
        : train ? new DrawnDigits(20_000, seed) : new DrawnDigits(5_000, seed, first: 20_000);

    /// <summary>The images of <paramref name="first"/> and the four digits after it, labelled 0 to 4.</summary>
    public static Dataset<int> FiveFrom(this IDataset<int> all, int first)
    {
        float[] images = new float[all.Count * all.InputLength];
        int[] labels = new int[all.Count];
        all.Read([.. Enumerable.Range(0, all.Count)], images, labels);
        int[] chosen = [.. Enumerable.Range(0, all.Count).Where(i => labels[i] >= first && labels[i] < first + 5)];
        return Dataset.Create([.. chosen.SelectMany(i => images.AsSpan(i * all.InputLength, all.InputLength).ToArray())], [.. chosen.Select(i => labels[i] - first)], all.InputShape);
    }

    /// <summary>So many images of each digit, at random.</summary>
    public static IDataset<int> Few(this Dataset<int> digits, int ofEach, int seed)
    {
        int[] labels = new int[digits.Count], order = [.. Enumerable.Range(0, digits.Count)];
        digits.Read(order, new float[digits.Count * digits.InputLength], labels);
        new Random(seed).Shuffle(order);
        return digits.Subset([.. order.GroupBy(i => labels[i]).SelectMany(digit => digit.Take(ofEach))]);
    }
}
