using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Generators.Benchmarks;

/// <summary>A project of two files: a network, and a class that has nothing to do with it.</summary>
internal sealed class Project
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly SyntaxTree _network, _other;
    private readonly string _text;
    private int _edits;

    public Project(Declaration declaration)
    {
        _text = declaration.Text;
        _network = CSharpSyntaxTree.ParseText(_text, Parsing, "Network.cs");
        _other = Other("");
        Compilation = CSharpCompilation.Create("Networks", [CSharpSyntaxTree.ParseText("global using System;", Parsing, "Usings.cs"), _network, _other], References, Options);
        // What the framework's symbols cost at their first use is not the question.
        _ = Compilation.GetDiagnostics();
    }

    public CSharpCompilation Compilation { get; }

    public GeneratorDriver Driver { get; } = CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()], parseOptions: Parsing,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>After a new edit of the network: one input channel more, then one less, so that every step has to run again.</summary>
    public CSharpCompilation EditNetwork()
    {
        bool more = _edits++ % 2 == 0;
        string text = more ? _text.Replace("[Network(1,", "[Network(2,").Replace("[Network(3,", "[Network(4,") : _text;
        return Compilation.ReplaceSyntaxTree(_network, CSharpSyntaxTree.ParseText(text, Parsing, _network.FilePath));
    }

    /// <summary>After a new edit of the other class.</summary>
    public CSharpCompilation EditOther() => Compilation.ReplaceSyntaxTree(_other, Other($"    // {_edits++}\n"));

    private static SyntaxTree Other(string line) => CSharpSyntaxTree.ParseText($"namespace Networks;\ninternal static class Other\n{{\n{line}    public static int Twice(int number) => 2 * number;\n}}\n", Parsing, "Other.cs");
}
