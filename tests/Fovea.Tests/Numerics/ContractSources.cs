namespace Fovea.Tests.Numerics;

/// <summary>Networks whose contract is tested, beside their numbers.</summary>
internal static class ContractSources
{
    public const string LeNet =
        """
        [Network(1, 28, 28)]
        [Conv2d(6, 5, Padding = 2), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
        [Flatten, Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
        [CrossEntropyLoss]
        public sealed partial class LeNet;
        """;

    public const string Smooth =
        """
        [Network(2, 9, 7)]
        [Conv2d(5, 3, Stride = 2, Padding = 1), Tanh, AvgPool2d(2), Conv2d(4, 2), Sigmoid]
        [Flatten, Linear(9), Tanh, Linear(5), Softmax]
        [MSELoss]
        public sealed partial class Smooth;
        """;

    public const string Dropping =
        """
        [Network(3, 6, 6)]
        [Conv2d(6, 3), Tanh, Dropout(0.4), Flatten, Linear(20), Tanh, Dropout(0.25), Linear(3)]
        [CrossEntropyLoss]
        public sealed partial class Dropping;
        """;

    public const string Mask =
        """
        [Network(50)]
        [Dropout(0.3)]
        public sealed partial class Mask;
        """;

    public const string PerPixel =
        """
        [Network(2, 6, 5)]
        [Conv2d(4, 3, Padding = 1), Tanh, Conv2d(3, 1)]
        [CrossEntropyLoss(IgnoreIndex = 7)]
        public sealed partial class PerPixel;
        """;

    public const string AlexNet =
        """
        [Network(3, 256, 256)]
        [Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Flatten, Linear(4096), ReLU, Linear(4096), ReLU, Linear(1000)]
        [CrossEntropyLoss]
        public sealed partial class AlexNet;
        """;

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["LeNet"] = LeNet,
        ["Smooth"] = Smooth,
        ["Dropping"] = Dropping,
        ["Mask"] = Mask,
        ["PerPixel"] = PerPixel,
        ["AlexNet"] = AlexNet,
    };
}

/// <summary>Those networks, of one compilation.</summary>
public sealed class ContractNetworks
{
    private readonly CompiledNetworks _networks = new(ContractSources.All.Select(pair => Declaration.Of(pair.Key, pair.Value)));

    internal CompiledNetwork this[string name] => _networks[name];

    internal NetworkInstance Create(string name, int seed = 1) => _networks[name].Create(seed);
}
