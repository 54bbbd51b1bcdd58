using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace Fovea.Generators.Tests;

/// <summary>
/// Roslyn's own test of a code fix, alone and as "fix all"; and what is fixed compiles with the generator, with nothing more to report.
/// </summary>
internal sealed class NetworkFixTest<TFix> : CSharpCodeFixTest<NetworkAnalyzer, TFix, DefaultVerifier>
    where TFix : CodeFixProvider, new()
{
    public NetworkFixTest()
    {
        ReferenceAssemblies = References.None;
        TestState.AdditionalReferences.AddRange(References.All);
        TestState.Sources.Add(("/Usings.cs", "global using Fovea;"));
        FixedState.Sources.Add(("/Usings.cs", "global using Fovea;"));
        DisabledDiagnostics.Add("FOV3001");
        TestBehaviors = TestBehaviors.SkipSuppressionCheck;
        CompilerDiagnostics = CompilerDiagnostics.None;
    }

    /// <summary>Checks the fix of every marked place, one by one and all at once.</summary>
    /// <param name="before">Marked with <c>{|FOV1001:40|}</c>.</param>
    /// <param name="after">What it becomes.</param>
    /// <param name="title">What the menu says; null where the places differ.</param>
    /// <param name="action">Which of the offers, in their order.</param>
    public static async Task Check(string before, string after, string? title, int action = 0)
    {
        var test = new NetworkFixTest<TFix> { CodeActionIndex = action, CodeActionVerifier = title is null ? null : (offered, verifier) => verifier.Equal(title, offered.Title) };
        test.TestState.Sources.Add(("/Test.cs", before.ReplaceLineEndings("\n")));
        test.FixedState.Sources.Add(("/Test.cs", after.ReplaceLineEndings("\n")));
        await test.RunAsync();
        NetworkRun.Of(after).AssertClean();
    }

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
}
