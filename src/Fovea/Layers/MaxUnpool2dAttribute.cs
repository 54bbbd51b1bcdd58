namespace Fovea;

/// <summary>
/// Undoes a max pooling: each number goes back to where that pool found its maximum, and all else is zero. Output: the pool's input shape.
/// Where windows overlap and two put a number in one place, the last one's stays. <c>torch.nn.MaxUnpool2d</c>.
/// </summary>
/// <remarks>Errors: there is no such layer (FOV0011), it is no MaxPool2d or its output has another shape (FOV1017).</remarks>
public sealed class MaxUnpool2dAttribute : LayerAttribute
{
    /// <summary>Undoes this pool.</summary>
    /// <param name="pool">The name of a MaxPool2d before it.</param>
    public MaxUnpool2dAttribute(string pool) => _ = pool;
}
