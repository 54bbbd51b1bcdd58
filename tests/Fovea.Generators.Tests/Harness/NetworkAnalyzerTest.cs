using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace Fovea.Generators.Tests;

/// <summary>Roslyn's own test of an analyzer, which knows .editorconfig and suppression.</summary>
internal sealed class NetworkAnalyzerTest : CSharpAnalyzerTest<NetworkAnalyzer, DefaultVerifier>
{
    public NetworkAnalyzerTest()
    {
        ReferenceAssemblies = References.None;
        TestState.AdditionalReferences.AddRange(References.All);
        TestState.Sources.Add(("/Usings.cs", "global using Fovea;"));
        // Whether a pragma works is what we ask in so many words; the generator has its own tests.
        TestBehaviors = TestBehaviors.SkipSuppressionCheck;
        CompilerDiagnostics = CompilerDiagnostics.None;
    }

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
}
