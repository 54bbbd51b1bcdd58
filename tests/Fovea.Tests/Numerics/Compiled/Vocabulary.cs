using System.Reflection;

namespace Fovea.Tests.Numerics;

/// <summary>Which attributes and arguments Fovea has: tests of layers that are still to come wait for them by themselves.</summary>
internal static class Vocabulary
{
    public static bool Has(string kind) => Find(kind) is not null;

    /// <summary>What is missing of an attribute, or null.</summary>
    public static string? Missing(string kind, IEnumerable<string> named)
    {
        string name = kind.Split('<')[0];
        if (Find(kind) is not { } type) return $"Fovea has no {name}.";
        string? missing = named.FirstOrDefault(argument => type.GetProperty(argument, BindingFlags.Public | BindingFlags.Instance) is null);
        return missing is null ? null : $"{name} has no {missing}.";
    }

    // Generic attributes carry their arity: Use`1.
    private static Type? Find(string kind) => typeof(INetwork).Assembly.GetType(kind.Contains('<', StringComparison.Ordinal) ? $"Fovea.{kind.Split('<')[0]}Attribute`1" : $"Fovea.{kind}Attribute");
}
