namespace Fovea.Samples.Drawing;

/// <summary>What there is to see in a street: the labels of <see cref="StreetScenes"/>.</summary>
public static class Street
{
    public const int Sky = 0, Building = 1, Road = 2, Car = 3, Person = 4, Classes = 5;

    /// <summary>What the classes are called. Pavement counts as road.</summary>
    public static readonly string[] Names = ["sky", "building", "road", "car", "person"];

    /// <summary>A colour for each: red, green, blue.</summary>
    public static readonly (float Red, float Green, float Blue)[] Colours =
        [(0.30f, 0.62f, 0.93f), (0.98f, 0.75f, 0.18f), (0.56f, 0.34f, 0.66f), (0.12f, 0.72f, 0.45f), (0.93f, 0.20f, 0.26f)];
}
