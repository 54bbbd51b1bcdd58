namespace Fovea.Tests.Numerics;

/// <summary>One instance of a block, or the network: its names, and where it is.</summary>
/// <param name="Prefix">What stands before its names in those of tensors.</param>
/// <param name="Givens">What it is given; null outside blocks.</param>
/// <param name="IsFrozen">Whether it or one around it is frozen.</param>
/// <param name="Outputs">The graph's names by its own.</param>
/// <param name="Pools">Those of its names that a MaxUnpool2d may undo.</param>
internal sealed record Scope(string Prefix, Givens? Givens, bool IsFrozen, Dictionary<string, string> Outputs, HashSet<string> Pools)
{
    public Scope(string prefix, Givens? givens, bool isFrozen, string input)
        : this(prefix, givens, isFrozen, new() { ["input"] = input }, []) => Current = input;

    /// <summary>The graph's name of the last output.</summary>
    public string Current { get; set; } = "";

    public Scope Copy() => this with { Outputs = new(Outputs), Pools = [.. Pools] };
}

/// <summary>What a layer may look at before it is drawn.</summary>
/// <param name="Shape">The last output's.</param>
/// <param name="Outputs">The shapes of all that has a name here.</param>
/// <param name="Pools">Shapes before and after each pool that may be undone.</param>
internal sealed record Place(int[] Shape, IReadOnlyDictionary<string, int[]> Outputs, IReadOnlyDictionary<string, (int[] Input, int[] Output)> Pools);
