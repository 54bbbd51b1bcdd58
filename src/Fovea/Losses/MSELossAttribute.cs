namespace Fovea;

/// <summary>(y − t)² for each number; the mean is over all numbers of the batch. <c>torch.nn.MSELoss</c>.</summary>
public sealed class MSELossAttribute : LossAttribute;
