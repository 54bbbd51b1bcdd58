using static Fovea.Samples.Drawing.Stroke;

namespace Fovea.Samples.Drawing;

/// <summary>How people write the ten digits: for each, the ways there are.</summary>
internal static class DigitShapes
{
    private static readonly Stroke[][][] Ways =
    [
        [[Curve(50, 4, 24, 22, 16, 52, 24, 80, 50, 96, 76, 80, 84, 52, 76, 22, 50, 4)]],
        [[Line(50, 4, 50, 96)], [Line(28, 26, 54, 4, 54, 96)], [Line(30, 24, 52, 4, 52, 96), Line(30, 96, 74, 96)]],
        [[Curve(20, 28, 34, 8, 58, 5, 76, 24, 66, 48, 42, 70, 18, 94), Line(18, 94, 82, 94)],
         [Curve(22, 26, 40, 6, 66, 10, 74, 32, 52, 66, 26, 92, 16, 82, 30, 74, 56, 90, 82, 92)]],
        [[Curve(20, 14, 46, 4, 70, 14, 68, 34, 42, 46), Curve(42, 46, 72, 54, 80, 76, 56, 95, 20, 86)],
         [Line(20, 6, 76, 6, 44, 40), Curve(44, 40, 74, 50, 80, 74, 56, 95, 20, 88)]],
        [[Line(64, 96, 64, 4, 16, 66, 86, 66)], [Line(26, 6, 20, 54, 84, 54), Line(70, 8, 64, 96)]],
        [[Line(78, 6, 30, 6, 26, 44), Curve(26, 44, 52, 38, 78, 52, 76, 82, 48, 96, 18, 86)]],
        [[Curve(70, 6, 42, 24, 22, 56, 26, 84, 50, 96, 76, 82, 72, 60, 50, 52, 26, 68)]],
        [[Line(18, 6, 82, 6, 42, 96)], [Line(18, 8, 82, 6, 44, 96), Line(36, 50, 76, 50)]],
        [[Curve(50, 48, 26, 34, 28, 12, 50, 4, 72, 12, 74, 34, 50, 48, 22, 66, 24, 88, 50, 96, 76, 88, 78, 66, 50, 48)]],
        [[Curve(74, 30, 52, 48, 26, 40, 26, 14, 50, 4, 70, 12, 74, 30, 72, 60, 58, 96)],
         [Curve(72, 26, 50, 48, 26, 36, 28, 12, 50, 4, 72, 14), Line(74, 10, 70, 96)]],
    ];

    public static Stroke[] Choose(int digit, ref Dice dice) => Ways[digit][dice.Below(Ways[digit].Length)];
}
