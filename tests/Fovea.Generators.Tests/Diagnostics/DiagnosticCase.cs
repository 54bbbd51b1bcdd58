using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace Fovea.Generators.Tests;

/// <summary>A declaration with one thing wrong: <c>[|here|]</c>. Exactly that is reported, with exactly that message, and nothing else by anyone.</summary>
internal sealed record DiagnosticCase(string Id, string Source, string Message)
{
    public void Check()
    {
        TestFileMarkupParser.GetSpans(Source, out string source, out ImmutableArray<TextSpan> spans);
        NetworkRun run = NetworkRun.Of(source);
        Diagnostic problem = Assert.Single(run.Problems);
        Assert.Equal(Id, problem.Id);
        Assert.True(Message == problem.GetMessage(), $"It says: {problem.GetMessage()}");
        Assert.Equal(source.Substring(Assert.Single(spans).Start, spans[0].Length), source.Substring(problem.Location.SourceSpan.Start, problem.Location.SourceSpan.Length));
        Assert.Equal(spans[0], problem.Location.SourceSpan);
        if (source.Contains("Network")) Assert.Equal(problem.Severity != DiagnosticSeverity.Error, run.Works);
    }
}
