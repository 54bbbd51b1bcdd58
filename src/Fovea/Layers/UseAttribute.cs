namespace Fovea;

/// <summary>A block, or another network without its loss, in line. It has tensors of its own, named <c>{Name}.…</c></summary>
/// <typeparam name="T">A class with <see cref="BlockAttribute"/> or <see cref="NetworkAttribute"/>.</typeparam>
public sealed class UseAttribute<T> : BlockUseAttribute
{
    /// <summary>With the input's channels as <see cref="Given.Channels"/>.</summary>
    public UseAttribute()
    {
    }

    /// <summary>With these channels as <see cref="Given.Channels"/>.</summary>
    /// <param name="channels">At least 1.</param>
    public UseAttribute(int channels) => _ = channels;
}
