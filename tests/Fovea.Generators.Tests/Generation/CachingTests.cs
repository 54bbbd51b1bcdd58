using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>That equal compilations are cached, every run of the harness asserts; here are edits.</summary>
public class CachingTests
{
    private static readonly NetworkRun Before = NetworkRun.Of([Networks.LeNet5, Networks.Caller]);

    [Fact]
    public void FirstRun_TracksEveryStep() => Assert.All(
        NetworkRun.Of("[Network(4), Use<Body>] public partial class Net; [Block, Linear(3)] public partial class Body;").Reasons.Values,
        reasons => Assert.Equal([IncrementalStepRunReason.New], reasons));

    [Fact]
    public void EditedOtherFile_DoesNotModifyOutput() =>
        AssertUnchanged(Before.Edit(1, text => text.Replace("seed: 1", "seed: 2")));

    [Fact]
    public void AddedComment_DoesNotModifyOutput() =>
        AssertUnchanged(Before.Edit(0, text => "// A comment above moves every location.\n" + text));

    [Fact]
    public void ReformattedArguments_DoNotModifyOutput() =>
        AssertUnchanged(Before.Edit(0, text => text.Replace("Conv2d(6, 5, Padding = 2)", "Conv2d(channels: 2 * 3,\n    kernel: 5, Padding = 2)")));

    [Fact]
    public void ChangedNumber_ModifiesOutput()
    {
        NetworkRun after = Before.Edit(0, text => text.Replace("Linear(84)", "Linear(85)"));
        after.AssertReasons(IncrementalStepRunReason.Modified);
        Assert.NotEqual(Before.Source, after.Source);
    }

    [Fact]
    public void ChangedNumber_LeavesOtherNetworksCached()
    {
        NetworkRun two = NetworkRun.Of([Networks.LeNet5, "[Network(4), Linear(2)] public partial class Small;"]);
        NetworkRun after = two.Edit(1, text => text.Replace("Linear(2)", "Linear(3)"));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], after.Reasons[NetworkGenerator.SourcesStep].Order(Comparer<IncrementalStepRunReason>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))));
    }

    [Fact]
    public void ChangedBlock_ModifiesTheNetworkThatUsesIt()
    {
        NetworkRun before = NetworkRun.Of(["[Network(4), Use<Body>, Linear(2)] public partial class Net;", "[Block, Linear(3), ReLU] public partial class Body;"]);
        NetworkRun after = before.Edit(1, text => text.Replace("Linear(3)", "Linear(5)"));
        Assert.Equal([IncrementalStepRunReason.Modified], after.Reasons[NetworkGenerator.SourcesStep]);
        Assert.NotEqual(before.Source, after.Source);
    }

    /// <summary>A graph with problems is cached too, though locations move.</summary>
    [Fact]
    public void AddedComment_AboveBrokenNetwork_DoesNotModifyOutput() =>
        AssertUnchanged(NetworkRun.Of("[Network(1, 28, 28), Conv2d(6, 40)] public partial class Net;").Edit(0, text => "// Above.\n" + text));

    private static void AssertUnchanged(NetworkRun run) => run.AssertReasons(IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);
}
