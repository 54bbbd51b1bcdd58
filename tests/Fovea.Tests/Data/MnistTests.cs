using System.Text.Json;

namespace Fovea.Tests;

/// <summary>The real files, against the counts and moments recorded beside them.</summary>
public sealed class MnistTests
{
    [Theory]
    [InlineData("train", true)]
    [InlineData("t10k", false)]
    public void Mnist_IsWhatItsRecordSays(string part, bool train)
    {
        string folder = SharedFiles.Mnist;
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "verify.json")));
        JsonElement expected = record.RootElement.GetProperty(part);

        ImageDataset data = IdxDataset.OpenMnist(folder, train);

        Assert.Equal(expected.GetProperty("count").GetInt32(), data.Count);
        Assert.Equal(Shape.Image(1, 28, 28), data.InputShape);
        int[] histogram = new int[10];
        foreach (int label in data.Labels) histogram[label]++;
        Assert.Equal(expected.GetProperty("label_histogram").EnumerateArray().Select(count => count.GetInt32()), histogram);

        double sum = 0, squares = 0;
        float[] pixels = new float[784];
        int[] target = new int[1];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read([i], pixels, target);
            Assert.Equal(data.Labels[i], target[0]);
            foreach (float pixel in pixels)
            {
                sum += pixel;
                squares += (double)pixel * pixel;
            }
        }
        double count = 784.0 * data.Count, mean = sum / count;
        Assert.Equal(expected.GetProperty("pixel_mean").GetDouble(), mean, 1e-8);
        Assert.Equal(expected.GetProperty("pixel_std").GetDouble(), Math.Sqrt(squares / count - mean * mean), 1e-8);
    }
}
