namespace Fovea;

/// <summary>A loss of the caller's own, for <see cref="IDifferentiable{TSelf}.BackwardFrom"/>.</summary>
public interface ILoss
{
    /// <summary>Evaluates the loss of a whole batch and its gradient.</summary>
    /// <param name="output">The network's training-mode output, image after image.</param>
    /// <param name="outputGradient">To be overwritten with ∂loss/∂output, laid out as <paramref name="output"/>. Holds zeros on entry.</param>
    /// <returns>The loss.</returns>
    float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient);
}
