using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;

namespace Fovea.Generators.Graphs;

/// <summary>A network, or one use of a block: names of its own, and where its chain of layers has got to.</summary>
internal sealed class Scope(NetworkDeclaration declaration, string prefix, int input, Given given, ProblemSite? use, bool frozen)
{
    /// <summary>No value: something before did not fit, and all that follows is unknown and silent.</summary>
    public const int Unknown = -2;

    private readonly Dictionary<string, int> _positions = [];

    public NetworkDeclaration Declaration { get; } = declaration;

    /// <summary>What its tensors' names begin with: "" or "layer1.0.".</summary>
    public string Prefix { get; } = prefix;

    /// <summary>The value it was given: -1 for the network's own input.</summary>
    public int Input { get; } = input;

    /// <summary>What the use says of the block's arguments.</summary>
    public Given Given { get; } = given;

    /// <summary>The attribute of the network that uses the block; null in the network itself.</summary>
    public ProblemSite? Use { get; } = use;

    public bool IsFrozen { get; } = frozen;

    /// <summary>The value that the next layer takes.</summary>
    public int Current { get; set; } = input;

    /// <summary>Outputs by layer name; <see cref="Unknown"/> where they did not fit.</summary>
    public Dictionary<string, int> Outputs { get; } = [];

    /// <summary>Names given by the user, by the attribute that gives them.</summary>
    public Dictionary<string, int> Named { get; } = [];

    /// <summary>Names that some layer reads.</summary>
    public HashSet<string> Read { get; } = [];

    /// <summary>The next position among layers of one prefix, from one; named ones count too.</summary>
    public int Count(string prefix) => _positions[prefix] = (_positions.TryGetValue(prefix, out int position) ? position : 0) + 1;
}

/// <summary>The arguments of a use of a block. What is null was not given.</summary>
internal sealed record Given(int? Channels, int? Hidden, int? Kernel, int? Stride, int? Padding, int? Groups)
{
    public static readonly Given Nothing = new(null, null, null, null, null, null);

    public int? this[Reserved reserved] => reserved switch
    {
        Reserved.GivenChannels => Channels,
        Reserved.GivenHidden => Hidden,
        Reserved.GivenKernel => Kernel,
        Reserved.GivenStride => Stride,
        Reserved.GivenPadding => Padding,
        Reserved.GivenGroups => Groups,
        _ => null,
    };
}
