using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class RemoveLayerFixTests
{
    [Theory]
    [InlineData("[Network(4), Linear(3), {|FOV2002:Softmax|}, CrossEntropyLoss]", "[Network(4), Linear(3), CrossEntropyLoss]", "Remove Softmax")]
    [InlineData("[Network(4), Linear(3), ReLU, {|FOV2004:ReLU|}, Linear(2)]", "[Network(4), Linear(3), ReLU, Linear(2)]", "Remove ReLU")]
    [InlineData("[Network(4), Linear(2)] [{|FOV2008:Dropout|}(0.5), CrossEntropyLoss]", "[Network(4), Linear(2)] [CrossEntropyLoss]", "Remove Dropout")]
    [InlineData("[Network(4), Linear(1), {|FOV2015:Sigmoid|}, BCEWithLogitsLoss]", "[Network(4), Linear(1), BCEWithLogitsLoss]", "Remove Sigmoid")]
    public Task FromAList(string before, string after, string title) =>
        NetworkFixTest<RemoveLayerFix>.Check(before + " public partial class Net;", after + " public partial class Net;", title);

    [Fact]
    public Task WithItsList_ButNotWhatIsSaidAbove() => NetworkFixTest<RemoveLayerFix>.Check(
        """
        [Network(4), Linear(3)]
        // Probabilities.
        [{|FOV2002:Softmax|}]
        [CrossEntropyLoss]
        public partial class Net;
        """,
        """
        [Network(4), Linear(3)]
        // Probabilities.
        [CrossEntropyLoss]
        public partial class Net;
        """,
        "Remove Softmax");

    [Fact]
    public Task LastListBeforeTheClass() => NetworkFixTest<RemoveLayerFix>.Check(
        """
        [Network(4), Linear(3)]
        [{|FOV2008:Dropout|}]
        public partial class Net;
        """,
        """
        [Network(4), Linear(3)]
        public partial class Net;
        """,
        "Remove Dropout");

    [Fact]
    public Task Repeated() => NetworkFixTest<RemoveLayerFix>.Check(
        """
        [Network(4), Linear(3)]
        [ReLU, {|FOV2004:ReLU|}, {|FOV2004:ReLU|}]
        [Linear(2)]
        public partial class Net;
        """,
        """
        [Network(4), Linear(3)]
        [ReLU]
        [Linear(2)]
        public partial class Net;
        """,
        "Remove ReLU");
}
