namespace Fovea;

/// <summary>Shown what a layer made of a batch: for <see cref="IDifferentiable{TSelf}.TraceForward"/>.</summary>
/// <param name="layer">The layer's index in <see cref="IParameterized.Layers"/>.</param>
/// <param name="output">Its outputs, image after image, each channels × height × width. Where an activation after it was fused, they are after that.</param>
public delegate void ForwardHook(int layer, ReadOnlySpan<float> output);
