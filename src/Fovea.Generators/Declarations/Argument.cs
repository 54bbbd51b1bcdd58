namespace Fovea.Generators.Declarations;

/// <summary>One argument of an attribute, by its parameter's or property's name.</summary>
internal sealed record Argument(string Name, ArgumentValue Value);

/// <summary>What an argument holds. Plain values only: no syntax, no symbols.</summary>
internal abstract record ArgumentValue;

internal sealed record NumberValue(double Value, bool IsInteger) : ArgumentValue;

internal sealed record FlagValue(bool Value) : ArgumentValue;

internal sealed record TextValue(string? Value) : ArgumentValue;

/// <summary>A reserved constant, such as <c>Dim.Any</c> or <c>Given.Channels</c>, standing alone.</summary>
internal sealed record ReservedValue(Reserved Value) : ArgumentValue;

/// <summary>A reserved constant inside an expression, which would compute nonsense.</summary>
internal sealed record ReservedInExpressionValue(string Constant) : ArgumentValue;

internal sealed record ListValue(EquatableArray<ArgumentValue> Items) : ArgumentValue;

/// <summary>Half-written code: the C# compiler reports it, we keep silent.</summary>
internal sealed record UnknownValue : ArgumentValue;

/// <summary>The reserved constants, with the values that Fovea's attributes give them.</summary>
internal enum Reserved
{
    DimAny = int.MinValue + 1,
    PadSame = int.MinValue + 2,
    PadSameUpper = int.MinValue + 3,
    GivenChannels = int.MinValue + 11,
    GivenHidden = int.MinValue + 12,
    GivenKernel = int.MinValue + 13,
    GivenStride = int.MinValue + 14,
    GivenPadding = int.MinValue + 15,
    GivenGroups = int.MinValue + 16,
}

internal static class ReservedNames
{
    public static string Display(this Reserved value) => value switch
    {
        Reserved.DimAny => "Dim.Any",
        Reserved.PadSame => "Pad.Same",
        Reserved.PadSameUpper => "Pad.SameUpper",
        _ => "Given." + value.ToString().Substring("Given".Length),
    };

    public static bool IsGiven(this Reserved value) => value >= Reserved.GivenChannels;
}
