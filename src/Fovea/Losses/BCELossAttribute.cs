namespace Fovea;

/// <summary>
/// Binary cross-entropy of probabilities: −t·log y − (1 − t)·log(1 − y) for each number, with logarithms of at least −100; the mean is over all numbers of the batch.
/// <c>torch.nn.BCELoss</c>. Outputs must be from 0 to 1, as <see cref="SigmoidAttribute"/> makes them: others give NaN.
/// </summary>
public sealed class BCELossAttribute : LossAttribute;
