using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>A clean run's networks, to be run.</summary>
internal static class NetworkProgram
{
    /// <summary>A network with weights drawn from seed 1.</summary>
    public static T Create<T>(this NetworkRun run, string name)
        where T : class, IParameterized
    {
        using var assembly = new MemoryStream();
        Assert.DoesNotContain(run.FromAnalyzer, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.True(run.Output.Emit(assembly).Success);
        assembly.Position = 0;
        Type type = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly).GetType(name, throwOnError: true)!;
        return Assert.IsAssignableFrom<T>(Activator.CreateInstance(type, 1));
    }
}
