namespace Fovea;

/// <summary>A network declared with <see cref="Dim.Any"/>: height and width come with every call.</summary>
public interface IAnySizeNetwork : IParameterized
{
    /// <summary>The shape of one input; its height and width are <see cref="Dim.Any"/>.</summary>
    Shape InputShape { get; }

    /// <summary>The shape of one output for inputs of this size.</summary>
    /// <exception cref="ArgumentException">Some layer cannot take the size.</exception>
    Shape OutputShapeFor(int height, int width);

    /// <summary>Runs the network on a batch of images of this size, in evaluation mode. Thread-safe.</summary>
    /// <exception cref="ArgumentException">Some layer cannot take the size, or a length does not fit it.</exception>
    void Forward(ReadOnlySpan<float> input, int height, int width, Span<float> output);

    /// <summary>Runs the network on a batch of images of this size, in evaluation mode, into a new array.</summary>
    float[] Forward(ReadOnlySpan<float> input, int height, int width);
}
