using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Fovea.Tests.Numerics;

/// <summary>How often each attribute, and each argument that is not an ordinary number, stood in a declaration.</summary>
internal sealed partial class Coverage
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>What must stand in some of many declarations.</summary>
    public static IReadOnlyList<string> Expected { get; } =
    [
        .. Proposals.All.Select(entry => entry.Kind),
        .. RandomLoss.All.Select(loss => loss.Kind).Where(kind => kind.Length > 0).Distinct(),
        "Network", "Dim.Any", "Block", "Expect", "From", "Use", "Residual",
        "Hidden", "Kernel", "Stride", "Padding", "Groups", "Repeat", "Frozen", "ProjectionNorm", "ProjectionBias",
        "Given.Channels", "Given.Hidden", "Given.Kernel", "Given.Stride", "Given.Padding", "Given.Groups",
        "Shortcut.Projection", "Shortcut.ZeroPad", .. Enum.GetNames<Activation>().Where(name => name != "ReLU").Select(name => "Activation." + name),
        "Pad.Same", "Pad.SameUpper", "PadMode.Zero", "ResizeMode.Bilinear", "AlignCorners", "CeilMode", "CountIncludePad", "DivisorOverride",
        "In", "Approximate", "Affine", "Momentum", "Eps", "Deviation", "Sum", "Scale", "OutputPadding", "OutputPaddingHeight", "Dilation", "KernelWidth", "Bias",
        "Reduction.Sum", "LabelSmoothing", "IgnoreIndex", "ClassWeights",
    ];

    /// <summary>What never stood anywhere.</summary>
    public IEnumerable<string> Missing => Expected.Where(word => !_counts.ContainsKey(word));

    public void Add(Declaration declaration)
    {
        foreach (Match word in Words().Matches(declaration.Source)) _counts.AddOrUpdate(word.Value, 1, (_, count) => count + 1);
    }

    public override string ToString() => string.Join(", ", _counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));

    // An attribute's kind, an argument's name, a word of an enum or of Given.
    [GeneratedRegex(@"(?<=^\[)\w+|\w+(?= = )|(?<=[(, ])(Dim|Given|Shortcut|Activation|Pad|PadMode|ResizeMode|Reduction)\.\w+", RegexOptions.Multiline)]
    private static partial Regex Words();
}
