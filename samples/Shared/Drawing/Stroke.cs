namespace Fovea.Samples.Drawing;

/// <summary>A line that a pen draws, through points in a box of 100 × 100.</summary>
public sealed class Stroke
{
    private readonly (double X, double Y)[] _points;
    private readonly bool _smooth;

    private Stroke(int[] coordinates, bool smooth)
    {
        _points = new (double, double)[coordinates.Length / 2];
        for (int i = 0; i < _points.Length; i++) _points[i] = (coordinates[2 * i], coordinates[2 * i + 1]);
        _smooth = smooth;
    }

    /// <summary>Straight from point to point: x, y, x, y, …</summary>
    public static Stroke Line(params int[] coordinates) => new(coordinates, smooth: false);

    /// <summary>A smooth curve through all points.</summary>
    public static Stroke Curve(params int[] coordinates) => new(coordinates, smooth: true);

    /// <summary>The stroke as short straight pieces, its points moved by an unsteady hand.</summary>
    public List<(double X, double Y)> Flatten(ref Dice dice, double unsteadiness)
    {
        const int pieces = 6;
        var moved = new (double X, double Y)[_points.Length];
        for (int i = 0; i < moved.Length; i++)
            moved[i] = (_points[i].X + dice.Between(-unsteadiness, unsteadiness), _points[i].Y + dice.Between(-unsteadiness, unsteadiness));
        if (!_smooth) return [.. moved];

        List<(double, double)> path = [moved[0]];
        for (int i = 0; i + 1 < moved.Length; i++)
        {
            // A closed curve is as smooth where it closes as elsewhere.
            bool closed = _points[0] == _points[^1];
            (double X, double Y) before = i > 0 ? moved[i - 1] : closed ? moved[^2] : moved[0];
            (double X, double Y) after = i + 2 < moved.Length ? moved[i + 2] : closed ? moved[1] : moved[^1];
            for (int piece = 1; piece <= pieces; piece++)
            {
                double t = (double)piece / pieces;
                path.Add((Spline(before.X, moved[i].X, moved[i + 1].X, after.X, t), Spline(before.Y, moved[i].Y, moved[i + 1].Y, after.Y, t)));
            }
        }
        return path;
    }

    // Catmull–Rom.
    private static double Spline(double a, double b, double c, double d, double t) =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
