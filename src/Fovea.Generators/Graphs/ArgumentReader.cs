using System.Globalization;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Graphs;

/// <summary>Reads an attribute's arguments, with ranges. What is out of range is reported at its argument; what is half-written is silent.</summary>
internal sealed class ArgumentReader(AttributeDeclaration attribute, Func<Reserved, int?> given, Action<DiagnosticDescriptor, string?, string, FixHint[], bool> report)
{
    // Far beyond any image, and small enough that no index of emitted code overflows.
    private const int LargestStep = 1 << 14;

    private static readonly string[] Steps = ["Stride", "Padding", "Dilation"];

    /// <summary>Whether something could not be read: the layer is then unknown.</summary>
    public bool Failed { get; private set; }

    public string Kind => attribute.Kind;

    public bool Has(string name) => attribute[name] is not null;

    /// <summary>A number of at least 1.</summary>
    public int Positive(string name, int? fallback = null) => Integer(name, 1, fallback);

    /// <summary>A number of at least 0.</summary>
    public int NonNegative(string name, int fallback) => Integer(name, 0, fallback);

    public int Integer(string name, int minimum, int? fallback)
    {
        switch (attribute[name])
        {
            case null when fallback is { } value:
                return value;
            case NumberValue { IsInteger: true } number when number.Value < minimum:
                Report(Descriptors.ArgumentOutOfRange, name, $"{Title(name)} is {Text(number.Value)}, and must be at least {Text(minimum)}.");
                return minimum;
            case NumberValue { IsInteger: true } number when number.Value > LargestStep && Steps.Any(step => name.StartsWith(step, StringComparison.Ordinal)):
                Report(Descriptors.ArgumentOutOfRange, name, $"{Title(name)} is {Text(number.Value)}, and must be at most {Text(LargestStep)}.");
                return minimum;
            case NumberValue { IsInteger: true } number:
                return (int)number.Value;
            case ReservedValue reserved when reserved.Value.IsGiven():
                return Given(name, reserved.Value, minimum);
            case ReservedValue reserved:
                Report(Descriptors.ReservedConstant, name, $"{reserved.Value.Display()} has no meaning as {Title(name)}.");
                return minimum;
            case ReservedInExpressionValue expression:
                Report(Descriptors.ReservedConstant, name, $"{expression.Constant} stands inside an expression. It is a placeholder, not a number: use it alone.");
                return minimum;
            default:
                Failed = true;
                return minimum;
        }
    }

    /// <summary>A reserved constant, standing alone.</summary>
    public bool Is(string name, Reserved value) => attribute[name] is ReservedValue reserved && reserved.Value == value;

    public double Real(string name, double fallback, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity)
    {
        switch (attribute[name])
        {
            case null:
                return fallback;
            case NumberValue number when !(number.Value >= minimum && number.Value <= maximum) || double.IsInfinity(number.Value):
                string range = double.IsNegativeInfinity(minimum) ? "a finite number" : double.IsPositiveInfinity(maximum) ? $"at least {Text(minimum)}" : $"from {Text(minimum)} to {Text(maximum)}";
                Report(Descriptors.ArgumentOutOfRange, name, $"{Title(name)} is {Text(number.Value)}, and must be {range}.");
                return fallback;
            case NumberValue number:
                return number.Value;
            default:
                Failed = true;
                return fallback;
        }
    }

    /// <summary>A real number above 0.</summary>
    public double PositiveReal(string name, double fallback)
    {
        double value = Real(name, fallback);
        if (!Failed && !(value > 0)) Report(Descriptors.ArgumentOutOfRange, name, $"{Title(name)} is {Text(value)}, and must be above 0.");
        return value;
    }

    public bool Flag(string name, bool fallback)
    {
        switch (attribute[name])
        {
            case null: return fallback;
            case FlagValue flag: return flag.Value;
            default: Failed = true; return fallback;
        }
    }

    public string? Text(string name) => attribute[name] is TextValue text ? text.Value : null;

    /// <summary>An array of numbers; empty where it is not written.</summary>
    public EquatableArray<double> Reals(string name)
    {
        if (attribute[name] is not { } value) return EquatableArray<double>.Empty;
        if (value is ListValue list && list.Items.All(item => item is NumberValue))
        {
            return list.Items.Select(item => ((NumberValue)item).Value).ToEquatableArray();
        }
        Failed = true;
        return EquatableArray<double>.Empty;
    }

    /// <summary>An array of strings; empty where it is not written.</summary>
    public EquatableArray<string> Texts(string name)
    {
        if (attribute[name] is not { } value) return EquatableArray<string>.Empty;
        if (value is ListValue list && list.Items.All(item => item is TextValue { Value: not null }))
        {
            return list.Items.Select(item => ((TextValue)item).Value!).ToEquatableArray();
        }
        Failed = true;
        return EquatableArray<string>.Empty;
    }

    /// <summary>The names of other layers: at least one.</summary>
    public EquatableArray<string> Names()
    {
        EquatableArray<string> names = Texts("names");
        if (names.Count == 0 && !Failed) Report(Descriptors.ArgumentOutOfRange, null, $"{Kind}: it needs the name of at least one other layer, such as {Kind}(\"conv1\").");
        return names;
    }

    /// <summary>Reports a problem of this attribute and marks it as unknown.</summary>
    public void Report(DiagnosticDescriptor descriptor, string? argument, string message, params FixHint[] fix)
    {
        Failed = true;
        report(descriptor, argument, message, fix, false);
    }

    // The block's text is right, and what its use gives it is not.
    private void ReportUse(DiagnosticDescriptor descriptor, string argument, string message)
    {
        Failed = true;
        report(descriptor, argument, message, [], true);
    }

    private int Given(string name, Reserved reserved, int minimum)
    {
        int? value = given(reserved);
        if (value is null)
        {
            ReportUse(Descriptors.ReservedConstant, name, $"{reserved.Display()} is used, and nothing gives it: set {reserved.Display().Substring("Given.".Length)} where the block is used. Outside a block it has no meaning.");
            return minimum;
        }
        if (value < minimum) ReportUse(Descriptors.ArgumentOutOfRange, name, $"{Title(name)} is {Text(value.Value)}, and must be at least {Text(minimum)}.");
        return Math.Max(value.Value, minimum);
    }

    /// <summary>Positional arguments begin with a small letter, as parameters do; in messages all look like properties.</summary>
    public static string Title(string name) => name.Length <= 1 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
