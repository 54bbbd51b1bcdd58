namespace Fovea;

/// <summary>A loss: at most one, last. It gives the network its <c>Backward</c>.</summary>
public abstract class LossAttribute : DeclarationAttribute
{
    /// <summary>Whether the terms are averaged or added up. Default <see cref="Fovea.Reduction.Mean"/>.</summary>
    public Reduction Reduction { get; set; }
}

/// <summary>How a loss's terms become one number.</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}
