using System.Globalization;

namespace Fovea.Generators.Emission;

/// <summary>Sums of products in emitted code, without the terms that are zero.</summary>
internal sealed class Offset
{
    private readonly List<string> _terms = [];
    private int _constant;

    /// <summary>Σ variable · stride. A variable may be a number.</summary>
    public static Offset Of(params (string Variable, int Stride)[] terms)
    {
        var offset = new Offset();
        foreach ((string variable, int stride) in terms)
        {
            if (int.TryParse(variable, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)) offset._constant += number * stride;
            else if (stride != 0) offset._terms.Add(stride == 1 ? variable : $"{variable} * {stride}");
        }
        return offset;
    }

    /// <summary>The text of the sum with a constant.</summary>
    public string Plus(int constant) => Text(_constant + constant);

    /// <summary>The sum with another term.</summary>
    public Offset And(string variable, int stride = 1)
    {
        Offset other = Of((variable, stride));
        _terms.AddRange(other._terms);
        _constant += other._constant;
        return this;
    }

    private string Text(int constant)
    {
        IEnumerable<string> terms = constant == 0 && _terms.Count > 0 ? _terms : _terms.Append(constant.ToString(CultureInfo.InvariantCulture));
        return string.Join(" + ", terms);
    }
}
