namespace Fovea;

/// <summary>
/// Tensors that an optimizer treats in their own way, chosen by name. PyTorch's parameter groups, as patterns:
/// <code>
/// optimizer.AddGroup(network, new ParameterGroup("*.bias", "bn*") { WeightDecay = 0 });
/// optimizer.AddGroup(network, new ParameterGroup("fc.*") { LearningRateFactor = 10 });
/// </code>
/// </summary>
/// <param name="patterns">Names, as in <see cref="ParameterInfo.Name"/>; <c>*</c> stands for any characters, <c>?</c> for one.</param>
public sealed class ParameterGroup(params string[] patterns)
{
    /// <summary>The names, with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string> Patterns { get; } = patterns;

    /// <summary>What the optimizer's learning rate is multiplied with, so that a schedule moves all groups alike. Null: as without the group.</summary>
    public double? LearningRateFactor
    {
        get;
        init => field = value is null or >= 0 && double.IsFinite(value ?? 0) ? value : throw new ArgumentOutOfRangeException(nameof(LearningRateFactor), value, "A factor is a finite number of at least 0.");
    }

    /// <summary>The weight decay, in place of the optimizer's. Null: as without the group.</summary>
    public double? WeightDecay
    {
        get;
        init => field = value is null or >= 0 && double.IsFinite(value ?? 0) ? value : throw new ArgumentOutOfRangeException(nameof(WeightDecay), value, "A weight decay is a finite number of at least 0.");
    }
}
