namespace Fovea;

/// <summary>|y − t| for each number; the mean is over all numbers of the batch. <c>torch.nn.L1Loss</c>.</summary>
public sealed class L1LossAttribute : LossAttribute;
