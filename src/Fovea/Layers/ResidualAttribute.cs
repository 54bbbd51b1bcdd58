namespace Fovea;

/// <summary>x + T(x), and an activation after it. He et al., "Deep Residual Learning for Image Recognition", 2016.</summary>
/// <remarks>Errors: the shortcut's shape and the block's differ and cannot be made equal (FOV1030).</remarks>
/// <typeparam name="T">A class with <see cref="BlockAttribute"/> or <see cref="NetworkAttribute"/>.</typeparam>
public sealed class ResidualAttribute<T> : BlockUseAttribute
{
    /// <summary>With the input's channels as <see cref="Given.Channels"/>.</summary>
    public ResidualAttribute()
    {
    }

    /// <summary>With these channels as <see cref="Given.Channels"/>.</summary>
    /// <param name="channels">At least 1.</param>
    public ResidualAttribute(int channels) => _ = channels;

    /// <summary>What is added to the block's output. Default <see cref="Fovea.Shortcut.Auto"/>.</summary>
    public Shortcut Shortcut { get; set; }

    /// <summary>The activation after the addition. Default <see cref="Activation.ReLU"/>.</summary>
    public Activation After { get; set; }

    /// <summary>Whether a projection is followed by BatchNorm2d. Default: where the block has one.</summary>
    public bool ProjectionNorm { get; set; }

    /// <summary>Whether a projection has a bias. Default: where it is not followed by BatchNorm2d.</summary>
    public bool ProjectionBias { get; set; }
}

/// <summary>What a residual adds to its block's output.</summary>
public enum Shortcut
{
    /// <summary>The input, or a projection of it where the shape changes.</summary>
    Auto,

    /// <summary>The input. The block must keep the shape.</summary>
    Identity,

    /// <summary>A 1×1 convolution of the input whose stride is the ratio of the sizes.</summary>
    Projection,

    /// <summary>Every stride-th pixel, and zero channels half before and half after: option A of He et al.</summary>
    ZeroPad,
}

/// <summary>An activation by name.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>None.</summary>
    None,

    /// <summary><c>ReLU6</c>, with its default arguments.</summary>
    ReLU6,

    /// <summary><c>LeakyReLU</c>, with its default arguments.</summary>
    LeakyReLU,

    /// <summary><c>ELU</c>, with its default arguments.</summary>
    ELU,

    /// <summary><c>GELU</c>, with its default arguments.</summary>
    GELU,

    /// <summary><c>SiLU</c>, with its default arguments.</summary>
    SiLU,

    /// <summary><c>Hardswish</c>, with its default arguments.</summary>
    Hardswish,

    /// <summary><c>Sigmoid</c>, with its default arguments.</summary>
    Sigmoid,

    /// <summary><c>Tanh</c>, with its default arguments.</summary>
    Tanh,
}
