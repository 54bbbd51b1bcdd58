namespace Fovea.Samples.Drawing;

/// <summary>A colour, and what it is the colour of.</summary>
internal readonly record struct Paint(int Label, double Red, double Green, double Blue)
{
    /// <summary>The same, darker (below 1) or brighter.</summary>
    public Paint Times(double light) => new(Label, Red * light, Green * light, Blue * light);

    /// <summary>Some other colour near this one.</summary>
    public Paint Vary(ref Dice dice, double by) =>
        new(Label, Red + dice.Between(-by, by), Green + dice.Between(-by, by), Blue + dice.Between(-by, by));

    /// <summary>Between this colour and another.</summary>
    public Paint Towards(Paint other, double share) =>
        new(Label, Red + (other.Red - Red) * share, Green + (other.Green - Green) * share, Blue + (other.Blue - Blue) * share);
}
