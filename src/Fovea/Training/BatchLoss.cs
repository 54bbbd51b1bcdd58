namespace Fovea;

/// <summary>The mean loss of a batch's outputs: for <see cref="Trainer{TNetwork, TTarget}.ValidationLoss"/>.</summary>
/// <param name="outputs">The network's outputs, in evaluation mode.</param>
/// <param name="targets">The targets of the same images.</param>
public delegate double BatchLoss<TTarget>(ReadOnlySpan<float> outputs, ReadOnlySpan<TTarget> targets)
    where TTarget : unmanaged;
