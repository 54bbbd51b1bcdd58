using System.Reflection;

namespace Fovea.Tests.Numerics;

/// <summary>The JIT stops optimising methods that are too large: every emitted one must stay below.</summary>
internal static class CodeSize
{
    public const int Limit = 20_000;

    /// <summary>Methods of an assembly with their IL sizes, constructors of types included.</summary>
    public static IEnumerable<(string Method, int Bytes)> Of(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        let body = method.GetMethodBody()
        where body is not null
        select ($"{type}.{method.Name}", body.GetILAsByteArray()?.Length ?? 0);
}
