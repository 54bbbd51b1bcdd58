namespace Fovea.Samples.Drawing;

/// <summary>Tiles of streets, each cut from a <see cref="StreetScene"/> of its own, with a label for each pixel. The same seed draws the same ones, byte for byte, on every machine.</summary>
public sealed class StreetScenes : IDataset<int>
{
    private readonly byte[] _images, _labels;

    /// <summary>Draws so many tiles.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="first">Where in the seed's endless sequence to begin: test scenes begin where training scenes end.</param>
    /// <param name="height">Rows of a tile, at most a scene's.</param>
    /// <param name="width">Columns of a tile.</param>
    public StreetScenes(int count, int seed, int first = 0, int height = 64, int width = 64)
    {
        Count = count;
        InputShape = Shape.Image(3, height, width);
        _images = new byte[count * InputLength];
        _labels = new byte[count * TargetLength];
        Parallel.For(0, count, i =>
        {
            // Which tile is thrown with dice of its own: the scene stays the same. Tiles are counted from the ground up.
            var dice = Dice.For(~seed, first + i);
            (int top, int left) = (StreetScene.Height - (1 + dice.Below(StreetScene.Height / height)) * height, dice.Below(StreetScene.Width / width) * width);
            StreetScene.Draw(seed, first + i, (top, left, height, width), _images.AsSpan(i * InputLength, InputLength), _labels.AsSpan(i * TargetLength, TargetLength));
        });
    }

    public int Count { get; }

    public Shape InputShape { get; }

    public int InputLength => InputShape.Length;

    public int TargetLength => InputShape.Height * InputShape.Width;

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> input = inputs.Slice(i * InputLength, InputLength);
            Span<int> target = targets.Slice(i * TargetLength, TargetLength);
            for (int p = 0; p < input.Length; p++) input[p] = _images[indices[i] * InputLength + p] / 255f;
            for (int p = 0; p < target.Length; p++) target[p] = _labels[indices[i] * TargetLength + p];
        }
    }
}
