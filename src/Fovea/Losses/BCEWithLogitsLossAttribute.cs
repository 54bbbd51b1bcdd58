namespace Fovea;

/// <summary>
/// Binary cross-entropy of sigmoid y: −w·t·log σ(y) − (1 − t)·log(1 − σ(y)) for each number, computed without overflow; the mean is over all numbers of the batch.
/// <c>torch.nn.BCEWithLogitsLoss</c>. Not after <see cref="SigmoidAttribute"/>, which it contains (FOV2015).
/// </summary>
public sealed class BCEWithLogitsLossAttribute : LossAttribute
{
    /// <summary>How much positive targets count, PyTorch's <c>pos_weight</c>, at least 0. Default 1.</summary>
    public double PositiveWeight { get; set; } = 1;
}
