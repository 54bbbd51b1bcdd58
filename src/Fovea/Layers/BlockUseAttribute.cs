namespace Fovea;

/// <summary>What <see cref="UseAttribute{T}"/> and <see cref="ResidualAttribute{T}"/> give a block.</summary>
public abstract class BlockUseAttribute : LayerAttribute
{
    /// <summary><see cref="Given.Hidden"/>.</summary>
    public int Hidden { get; set; }

    /// <summary><see cref="Given.Kernel"/>.</summary>
    public int Kernel { get; set; }

    /// <summary><see cref="Given.Stride"/>; only the first of a repeat strides. Default 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary><see cref="Given.Padding"/>.</summary>
    public int Padding { get; set; }

    /// <summary><see cref="Given.Groups"/>. Default 1.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>How often the block stands here, one after another. Where it is written, tensors are named <c>{Name}.{i}.</c>, from zero.</summary>
    public int Repeat { get; set; } = 1;

    /// <summary>Evaluation mode and no updates: its tensors are in <see cref="IParameterized.Buffers"/>.</summary>
    public bool Frozen { get; set; }
}
