using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>Blocks of another assembly: metadata has no source order, so the generator writes it down there.</summary>
public class OtherAssemblyTests
{
    private const string Library = "namespace Shared; [Block, Linear(Given.Channels), ReLU] public partial class Body;";

    private const string User = "[Network(4), Use<Shared.Body>(3), Linear(2)] public partial class Net;";

    [Fact]
    public void BlockOfAnotherAssembly_IsUsed()
    {
        NetworkRun library = NetworkRun.Of(Library);
        NetworkRun run = NetworkRun.Of([User], options: null, Built(library.Output));
        run.AssertClean();
        Assert.Contains("use1.linear1.weight", run.Source);
    }

    /// <summary>FOV0014: it was compiled without Fovea's generator, so nothing tells the order of its layers.</summary>
    [Fact]
    public void BlockWithoutItsDeclaration_IsAnError()
    {
        Compilation library = NetworkRun.Of(Library).Input;
        NetworkRun run = NetworkRun.Of([User], options: null, Built(library));
        Diagnostic error = Assert.Single(run.Problems);
        Assert.Equal("FOV0014", error.Id);
        Assert.Equal("Use<Body>: 'Body' of Library was not compiled by this version of Fovea. Build Library again, with the same version.", error.GetMessage());
    }

    // As a file: metadata alone, without syntax.
    private static PortableExecutableReference Built(Compilation library)
    {
        using var image = new MemoryStream();
        Assert.True(library.WithAssemblyName("Library").Emit(image).Success);
        image.Position = 0;
        return MetadataReference.CreateFromStream(image);
    }
}
