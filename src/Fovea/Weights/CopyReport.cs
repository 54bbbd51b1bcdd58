namespace Fovea;

/// <summary>What <see cref="Weights"/> copied, and what found no partner.</summary>
/// <param name="Copied">Names of the tensors that were copied, the target's.</param>
/// <param name="Missing">Names that the source does not have, the target's: these tensors are as they were.</param>
/// <param name="Unused">Names of the source that nothing was copied from.</param>
public sealed record CopyReport(IReadOnlyList<string> Copied, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused)
{
    /// <summary>Names that were not to be copied, the target's: these tensors are as they were.</summary>
    public IReadOnlyList<string> Excepted { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = $"{Copied.Count} tensors copied.";
        if (Excepted.Count > 0) text += $" Not to be copied: {Safetensors.List(Excepted)}.";
        if (Missing.Count > 0) text += $" Missing in the source: {Safetensors.List(Missing)}.";
        if (Unused.Count > 0) text += $" Unused in the source: {Safetensors.List(Unused)}.";
        return text;
    }
}
