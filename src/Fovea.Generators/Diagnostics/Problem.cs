namespace Fovea.Generators.Diagnostics;

/// <summary>
/// Something wrong with a declaration. It knows its place by attribute and argument, not by location,
/// so that models stay equal when the text around them moves.
/// </summary>
/// <param name="Id">The descriptor's id.</param>
/// <param name="Site">Where it is reported.</param>
/// <param name="Message">The message, complete.</param>
/// <param name="Fix">What a code fix needs to know: name and value pairs.</param>
internal sealed record Problem(string Id, ProblemSite Site, string Message, EquatableArray<FixHint> Fix);

/// <summary>An attribute of the class, by its position in source order, and one of its arguments; the class's name if negative.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Argument">The argument, or null for the attribute's name.</param>
internal sealed record ProblemSite(int Attribute, string? Argument)
{
    /// <summary>The metadata name of the block that the attribute uses and the problem is in, if it is in one.</summary>
    public string? Within { get; init; }

    /// <summary>The block's attribute.</summary>
    public int WithinAttribute { get; init; }

    public static readonly ProblemSite Class = new(-1, null);
}

/// <summary>A number that a code fix writes, such as the largest kernel that fits.</summary>
internal sealed record FixHint(string Name, string Value);
