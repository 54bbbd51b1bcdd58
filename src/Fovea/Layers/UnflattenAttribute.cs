namespace Fovea;

/// <summary>Makes an image of a vector, which lies in memory as C×H×W already: nothing moves. <c>torch.nn.Unflatten(1, (c, h, w))</c>.</summary>
/// <remarks>Errors: the input is an image (FOV1002), channels·height·width is not its length (FOV1015).</remarks>
public sealed class UnflattenAttribute : LayerAttribute
{
    /// <summary>To this shape.</summary>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    public UnflattenAttribute(int channels, int height, int width) => _ = (channels, height, width);
}
