namespace Fovea.Samples.Display;

/// <summary>A line of a <see cref="LogChart"/>.</summary>
/// <param name="Name">What stands at its end.</param>
/// <param name="Colour">As SVG writes it: <c>#b2182b</c>.</param>
/// <param name="Values">A number above zero for each place.</param>
/// <param name="IsDashed">Whether it is the lesser of two.</param>
public sealed record Curve(string Name, string Colour, IReadOnlyList<double> Values, bool IsDashed = false);
