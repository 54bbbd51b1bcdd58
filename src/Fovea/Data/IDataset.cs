namespace Fovea;

/// <summary>Examples to train on or to measure with, read by index. Reading is safe from several threads at once.</summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public interface IDataset<TTarget>
    where TTarget : unmanaged
{
    /// <summary>How many examples there are.</summary>
    int Count { get; }

    /// <summary>Numbers in one input: the network's <see cref="Shape.Length"/>.</summary>
    int InputLength { get; }

    /// <summary>The shape of one input: an image's where the dataset knows it, a vector of <see cref="InputLength"/> otherwise.</summary>
    Shape InputShape => Shape.Vector(InputLength);

    /// <summary>Targets of one example: 1 label, or one a pixel, or as many numbers as the output.</summary>
    int TargetLength { get; }

    /// <summary>Reads examples, one after another.</summary>
    /// <param name="indices">Which; in any order, repeated or not.</param>
    /// <param name="inputs">Receives as many inputs, each channels × height × width.</param>
    /// <param name="targets">Receives as many targets.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no example of an index.</exception>
    /// <exception cref="ArgumentException">A span is not as long as the examples asked for.</exception>
    void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets);

    /// <summary>The same examples as an epoch sees them: augmented ones differ from epoch to epoch. Read it for the epoch's batches; the original stays as it is.</summary>
    /// <param name="epoch">The epoch, from 1; 0 where nothing is trained.</param>
    IDataset<TTarget> ForEpoch(int epoch) => this;
}
