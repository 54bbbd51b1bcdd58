namespace Fovea.Generators.Tests;

internal static partial class DiagnosticCases
{
    private static IEnumerable<(string Name, DiagnosticCase Case)> Lints =>
    [
        ("UnreadBorder", new("FOV2001",
            "[Network(1, 6, 7), [|Conv2d|](1, 3, Stride = 2)] public partial class Net;",
            "Conv2d 'conv1': the last row of 6 is never read: 2 windows of 3 at stride 2 end after 5. If that is not meant, change the stride or the padding.")),
        ("SoftmaxBeforeCrossEntropy", new("FOV2002",
            "[Network(4), Linear(3), [|Softmax|], CrossEntropyLoss] public partial class Net;",
            "Softmax 'softmax1': CrossEntropyLoss applies softmax itself, so here it is applied twice, and training slows down. Remove the Softmax; apply it to the network's output where probabilities are wanted.")),
        ("NothingNonlinearBetween", new("FOV2003",
            "[Network(4), Linear(3), [|Linear|](2)] public partial class Net;",
            "Linear 'linear2': nothing nonlinear stands between it and linear1: together they compute what one layer could. Put an activation between them, such as ReLU.")),
        ("ActivationTwice", new("FOV2004",
            "[Network(4), Linear(3), ReLU, [|ReLU|], Linear(2)] public partial class Net;",
            "ReLU 'relu2': relu1 has just been applied. Remove one of them.")),
        ("SmallReceptiveField", new("FOV2006",
            """
            #pragma warning disable FOV2001 // A chain that leaves no pixel out sees the whole image.
            [Network(1, 8, 8), Conv2d(6, 3), MaxPool2d(5), [|Conv2d|](10, 1), CrossEntropyLoss]
            public partial class Net;
            """,
            "Conv2d 'conv2': each output sees 7×7 pixels of the 8×8 image. Add layers, strides or pooling before it, or a global pooling.")),
        ("DeepPlainStack", new("FOV2007",
            "[Network(4), Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, Linear(4), ReLU, [|Linear|](4)] public partial class Net;",
            "Linear 'linear10': it is the 10th weighted layer in a row without a skip connection or normalisation: gradients tend to vanish.")),
        ("DropoutLast", new("FOV2008",
            "[Network(4), Linear(2), [|Dropout|](0.5)] public partial class Net;",
            "Dropout 'dropout1': it drops the network's own outputs. Put it before the last weighted layer.")),
        ("SigmoidBeforeLogits", new("FOV2015",
            "[Network(4), Linear(1), [|Sigmoid|], BCEWithLogitsLoss] public partial class Net;",
            "Sigmoid 'sigmoid1': BCEWithLogitsLoss applies sigmoid itself, so here it is applied twice. Remove the Sigmoid and apply it to the network's output where probabilities are wanted; or use BCELoss.")),
        ("LogitsIntoProbabilities", new("FOV2016",
            "[Network(4), [|Linear|](1), BCELoss] public partial class Net;",
            "Linear 'linear1': its outputs can be any numbers, and BCELoss takes probabilities from 0 to 1. Use BCEWithLogitsLoss, or put Sigmoid after it.")),
        ("LogitsIntoLogProbabilities", new("FOV2017",
            "[Network(4), [|Linear|](3), NLLLoss] public partial class Net;",
            "Linear 'linear1': its outputs can be any numbers, and NLLLoss takes logarithms of probabilities. Use CrossEntropyLoss, or put LogSoftmax after it.")),
        ("ProbabilitiesIntoLogProbabilities", new("FOV2017",
            "[Network(4), Linear(3), [|Softmax|], NLLLoss] public partial class Net;",
            "Softmax 'softmax1': NLLLoss takes logarithms of probabilities. Use LogSoftmax instead; or remove it and use CrossEntropyLoss.")),
        ("NormOfSingleNumber", new("FOV2018",
            "[Network(4), Linear(3), [|GroupNorm|](3), Linear(2)] public partial class Net;",
            "GroupNorm 'norm1': each group of its input 3 is a single number, which is its own mean: the output does not depend on the input.")),
    ];
}
