namespace Fovea;

/// <summary>A number that says how good outputs are, added up over batches.</summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for numbers.</typeparam>
public interface IMetric<TTarget>
    where TTarget : unmanaged
{
    /// <summary>Its name, as reports print it.</summary>
    string Name { get; }

    /// <summary>The number over all that was added; NaN before anything was.</summary>
    double Value { get; }

    /// <summary>Adds a batch.</summary>
    /// <param name="outputs">The network's outputs, one after another.</param>
    /// <param name="targets">The targets of the same images.</param>
    /// <param name="images">How many images there are.</param>
    void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<TTarget> targets, int images);

    /// <summary>Forgets all that was added.</summary>
    void Clear();
}
