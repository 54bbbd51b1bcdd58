using System.Globalization;

namespace Fovea;

/// <summary>Numbers by name, on their way into a checkpoint or out of it: what is written and what is read is one list.</summary>
/// <param name="values">The numbers as text, exact.</param>
/// <param name="isReading">Whether they come out.</param>
/// <param name="source">What to call the checkpoint in messages.</param>
/// <param name="prefix">What all names begin with.</param>
internal sealed class StateExchange(Dictionary<string, string> values, bool isReading, string source, string prefix = "")
{
    public bool IsReading => isReading;

    public StateExchange Part(string name) => new(values, isReading, source, $"{prefix}{name}.");

    public void Number(string name, ref double value)
    {
        if (!isReading) values[prefix + name] = value.ToString("R", CultureInfo.InvariantCulture);
        else if (!double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out value)) throw Bad(name, "a number");
    }

    public void Number(string name, ref long value)
    {
        if (!isReading) values[prefix + name] = value.ToString(CultureInfo.InvariantCulture);
        else if (!long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) throw Bad(name, "a whole number");
    }

    public void Number(string name, ref int value)
    {
        long wide = value;
        Number(name, ref wide);
        value = wide is >= int.MinValue and <= int.MaxValue ? (int)wide : throw Bad(name, "a whole number of 32 bits");
    }

    private string Text(string name) => values.TryGetValue(prefix + name, out string? text) ? text : throw new WeightsException($"{source}: '{prefix}{name}' is missing. It is no checkpoint of this training.");

    private WeightsException Bad(string name, string expected) => new($"{source}: '{prefix}{name}' is '{values[prefix + name]}', which is not {expected}.");
}
