namespace Fovea.Samples.Drawing;

/// <summary>
/// Handwriting of a machine: digits, each leaned, turned, squeezed, moved, thick or thin, and grainy in its own way.
/// The same seed draws the same digits, byte for byte, on every machine.
/// </summary>
public sealed class DrawnDigits : IDataset<int>
{
    /// <summary>Rows and columns of a digit, unless told otherwise.</summary>
    public const int Side = 28;

    private readonly byte[] _pixels;
    private readonly int _side;

    /// <summary>Draws so many digits, from 0 to 9 and again.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="first">Where in the seed's endless sequence to begin: test digits begin where training digits end.</param>
    /// <param name="side">Rows and columns. The same digits, larger or smaller; the grain is as fine as the pixels.</param>
    public DrawnDigits(int count, int seed, int first = 0, int side = Side)
    {
        Count = count;
        _side = side;
        _pixels = new byte[count * InputLength];
        Parallel.For(0, count, i =>
        {
            var dice = Dice.For(seed, first + i);
            Draw(i % 10, ref dice, side, _pixels.AsSpan(i * InputLength, InputLength));
        });
    }

    public int Count { get; }

    public Shape InputShape => Shape.Image(1, _side, _side);

    public int InputLength => _side * _side;

    public int TargetLength => 1;

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<byte> pixels = _pixels.AsSpan(indices[i] * InputLength, InputLength);
            Span<float> input = inputs.Slice(i * InputLength, InputLength);
            for (int p = 0; p < input.Length; p++) input[p] = pixels[p] / 255f;
            targets[i] = indices[i] % 10;
        }
    }

    private static void Draw(int digit, ref Dice dice, int side, Span<byte> pixels)
    {
        double scale = side / (double)Side;
        // Height and width in pixels, lean and turn as shares of them, and where the middle is.
        double height = scale * dice.Between(15, 22), width = height * dice.Between(0.5, 1.0);
        double lean = dice.Between(-0.3, 0.5), turn = dice.Between(-0.35, 0.35);
        double middleX = side / 2.0 + scale * dice.Between(-3, 3), middleY = side / 2.0 + scale * dice.Between(-3, 3);
        double radius = scale * dice.Between(0.5, 1.6), blackness = dice.Between(0.5, 1), grain = dice.Between(0, 0.3);

        double[] ink = new double[side * side];
        var pen = new Pen(ink, side, radius);
        foreach (Stroke stroke in DigitShapes.Choose(digit, ref dice))
        {
            (double X, double Y)? last = null;
            foreach ((double x, double y) in stroke.Flatten(ref dice, unsteadiness: 9))
            {
                double u = x / 100 - 0.5, v = y / 100 - 0.5;
                (double X, double Y) point = (middleX + width * (u - lean * v - turn * v), middleY + height * (v + turn * u));
                if (last is { } from) pen.Line(from.X, from.Y, point.X, point.Y);
                last = point;
            }
        }
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(255 * Math.Clamp(ink[i] * blackness + dice.Between(-grain, grain), 0, 1));
    }
}
