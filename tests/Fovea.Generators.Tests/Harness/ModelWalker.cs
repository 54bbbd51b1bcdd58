using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>Looks through everything that a model holds. Roslyn's objects there would keep old compilations alive and break caching.</summary>
internal static class ModelWalker
{
    private static readonly Type[] Forbidden = [typeof(ISymbol), typeof(Compilation), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference), typeof(Location), typeof(AttributeData), typeof(SemanticModel), typeof(Delegate)];

    /// <returns>How many objects were seen.</returns>
    public static int AssertPlain(object? model)
    {
        var seen = new HashSet<object>(ReferenceComparer.Instance);
        Visit(model, model?.GetType().Name ?? "null");
        return seen.Count;

        void Visit(object? value, string path)
        {
            if (value is null || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || value is string || !seen.Add(value)) return;
            Assert.False(Forbidden.Any(type => type.IsInstanceOfType(value)), $"{path} holds a {value.GetType()}.");
            if (value is IEnumerable items and Array)
            {
                foreach (object? item in items) Visit(item, path + "[]");
                return;
            }
            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Visit(field.GetValue(value), path + "." + field.Name);
                }
            }
        }
    }

    private sealed class ReferenceComparer : IEqualityComparer<object>
    {
        public static readonly ReferenceComparer Instance = new();

        bool IEqualityComparer<object>.Equals(object? left, object? right) => ReferenceEquals(left, right);

        int IEqualityComparer<object>.GetHashCode(object value) => RuntimeHelpers.GetHashCode(value);
    }
}
