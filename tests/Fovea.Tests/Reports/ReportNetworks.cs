using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>Networks to report on: one with a residual and a projection, one with branches, one in colour.</summary>
public sealed class ReportNetworks
{
    private const string Basic =
        """
        [Block]
        [Conv2d(Given.Channels, 3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU]
        [Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
        public sealed partial class Basic;


        """;

    private readonly CompiledNetworks _networks = new(
        Declaration.Of("Residual", Basic +
            """
            [Network(1, 28, 28)]
            [Conv2d(12, 5, Padding = 2, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
            [Residual<Basic>(12, Name = "same"), Residual<Basic>(24, Stride = 2, Name = "half")]
            [GlobalAvgPool, Flatten, Linear(10)]
            [CrossEntropyLoss]
            public sealed partial class Residual;
            """),
        Declaration.Of("Branches",
            """
            [Network(3, 16, 16)]
            [Conv2d(8, 3, Padding = 1, Name = "stem"), ReLU(Name = "trunk")]
            [Conv2d(4, 1, Name = "one")]
            [From("trunk"), Conv2d(4, 3, Padding = 1, Name = "three")]
            [From("trunk"), MaxPool2d(3, Stride = 1, Padding = 1, Name = "pool"), Conv2d(4, 1, Name = "pooled"), Concat("one", "three")]
            [GlobalAvgPool, Flatten, Linear(4)]
            [CrossEntropyLoss]
            public sealed partial class Branches;
            """));

    internal INetwork this[string name] => _networks[name].Create(seed: 3).Network;
}
