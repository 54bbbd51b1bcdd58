using System.Globalization;

namespace Fovea.Generators.Graphs;

/// <summary>
/// A height or width: a number, or a C# formula in the run-time <c>height</c> and <c>width</c>, plus a number.
/// Arithmetic folds where it can, so the same emitter serves fixed and run-time sizes.
/// </summary>
internal readonly record struct Size
{
    private readonly long _value;
    private readonly string? _formula;

    private Size(long value, string? formula)
    {
        _value = value;
        _formula = formula;
    }

    public static readonly Size Height = new(0, "height");
    public static readonly Size Width = new(0, "width");

    public static implicit operator Size(long value) => new(value, null);

    /// <summary>The name of a local or parameter of the emitted code.</summary>
    public static Size Named(string name) => new(0, name);

    public bool IsConstant => _formula is null;

    /// <summary>The number; only where <see cref="IsConstant"/>.</summary>
    public long Value => _formula is null ? _value : throw new InvalidOperationException($"'{_formula}' is not known at compile time.");

    public bool Is(long value) => _formula is null && _value == value;

    public static Size operator +(Size left, Size right)
    {
        long sum = Saturate((double)left._value + right._value, left._value + right._value);
        return new Size(sum, left._formula is null ? right._formula : right._formula is null ? left._formula : $"{left._formula} + {right._formula}");
    }

    public static Size operator -(Size left, Size right)
    {
        if (left == right) return 0;
        if (right.IsConstant) return left + -right._value;
        return new Size(0, $"{left} - {right}");
    }

    public static Size operator *(Size left, Size right)
    {
        if (left.IsConstant && right.IsConstant) return Saturate((double)left._value * right._value, left._value * right._value);
        if (left.Is(0) || right.Is(0)) return 0;
        if (left.Is(1)) return right;
        if (right.Is(1)) return left;
        return new Size(0, $"{left} * {right}");
    }

    /// <summary>Division that rounds down, of a number that is not negative.</summary>
    public static Size operator /(Size left, long right)
    {
        if (right == 1) return left;
        return left.IsConstant ? FloorDivide(left._value, right) : new Size(0, $"{left} / {right}");
    }

    public static Size Max(Size left, Size right) =>
        left.IsConstant && right.IsConstant ? Math.Max(left._value, right._value) : left == right ? left : new Size(0, $"global::System.Math.Max({left}, {right})");

    public static Size Min(Size left, Size right) =>
        left.IsConstant && right.IsConstant ? Math.Min(left._value, right._value) : left == right ? left : new Size(0, $"global::System.Math.Min({left}, {right})");

    /// <summary>The number or the formula, as C#; in parentheses where it is more than one term or factor.</summary>
    public override string ToString() => _formula is null ? _value.ToString(CultureInfo.InvariantCulture) : _value == 0 && IsSimple(_formula) ? _formula : $"({Sum})";

    /// <summary>The same without parentheses, where it is an argument by itself.</summary>
    public string Bare => _formula is null ? ToString() : Sum;

    /// <summary>For messages and tables.</summary>
    public string Display => _formula is null ? ToString() : _value == 0 && _formula is ("height" or "width") ? "any" : "…";

    private string Sum => _value == 0 ? _formula! : _value < 0 ? $"{_formula} - {-_value}" : $"{_formula} + {_value}";

    // A name, or one call.
    private static bool IsSimple(string formula)
    {
        if (formula.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '[' or ']')) return true;
        if (!formula.StartsWith("global::System.Math.", StringComparison.Ordinal)) return false;
        int depth = 0;
        for (int i = formula.IndexOf('('); i < formula.Length; i++)
        {
            depth += formula[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0) return i == formula.Length - 1;
        }
        return false;
    }

    private static long FloorDivide(long left, long right) => left >= 0 ? left / right : -((-left + right - 1) / right);

    // Hostile declarations multiply numbers near int.MaxValue: stay large, do not wrap.
    private static long Saturate(double rough, long exact) => Math.Abs(rough) < 4e18 ? exact : rough > 0 ? long.MaxValue / 2 : long.MinValue / 2;
}
