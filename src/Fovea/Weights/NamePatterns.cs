using System.IO.Enumeration;

namespace Fovea;

/// <summary>Tensors chosen by name, with <c>*</c> for any characters and <c>?</c> for one.</summary>
internal static class NamePatterns
{
    public static bool Matches(string name, IEnumerable<string> patterns) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    /// <summary>The tensors whose names match. A pattern that matches nothing is a mistake.</summary>
    /// <exception cref="ArgumentException">A pattern matches no name.</exception>
    public static List<ParameterInfo> Select(IParameterized network, IReadOnlyList<string> patterns, string parameter)
    {
        ParameterInfo[] infos = network.ParameterInfos.ToArray();
        foreach (string pattern in patterns)
        {
            if (!infos.Any(info => Matches(info.Name, [pattern])))
                throw new ArgumentException($"No tensor of {network.GetType().Name} is named '{pattern}'. It has {Safetensors.List([.. infos.Select(info => info.Name)])}.", parameter);
        }
        return [.. infos.Where(info => Matches(info.Name, patterns))];
    }
}
