namespace Fovea.Samples.Display;

/// <summary>A picture of numbers between 0 and 1, channels × height × width as networks have them: one channel is grey, three are red, green and blue.</summary>
public sealed class Picture
{
    private readonly float[] _values;

    /// <summary>A black picture.</summary>
    public Picture(Shape shape)
    {
        Shape = shape;
        _values = new float[shape.Length];
    }

    /// <summary>A copy of an image.</summary>
    public Picture(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Length) throw new ArgumentException($"A picture of {shape} has {shape.Length} numbers, and these are {values.Length}.", nameof(values));
        Shape = shape;
        _values = values.ToArray();
    }

    public Shape Shape { get; }

    public int Height => Shape.Height;

    public int Width => Shape.Width;

    public Span<float> Values => _values;

    /// <summary>A pixel's value; a grey picture has the same in red, green and blue.</summary>
    public float this[int channel, int y, int x] => _values[((Shape.Channels == 1 ? 0 : channel) * Height + y) * Width + x];

    /// <summary>Every pixel as a square of so many.</summary>
    public Picture Enlarge(int factor)
    {
        var large = new Picture(Shape.Image(Shape.Channels, Height * factor, Width * factor));
        for (int i = 0; i < large._values.Length; i++)
            large._values[i] = this[i / (large.Height * large.Width), i / large.Width % large.Height / factor, i % large.Width / factor];
        return large;
    }

    /// <summary>The darkest value becomes 0 and the brightest 1: to look at weights, or at what a layer makes of an image.</summary>
    public Picture Stretch()
    {
        float low = _values.Min(), high = _values.Max();
        float scale = high > low ? 1 / (high - low) : 0;
        return new(Array.ConvertAll(_values, value => (value - low) * scale), Shape);
    }

    /// <summary>Puts another picture on this one, its upper left corner at a row and a column. What reaches beyond is cut off.</summary>
    public void Paste(Picture other, int top, int left)
    {
        for (int channel = 0; channel < Shape.Channels; channel++)
        {
            for (int y = 0; y < Math.Min(other.Height, Height - top); y++)
            {
                for (int x = 0; x < Math.Min(other.Width, Width - left); x++) _values[(channel * Height + top + y) * Width + left + x] = other[channel, y, x];
            }
        }
    }

    /// <summary>Writes it as PNG.</summary>
    public void Save(string path) => ImageFile.SavePng(path, _values, Shape);
}
