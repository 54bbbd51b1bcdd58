using System.Globalization;

namespace Fovea;

/// <summary>
/// The size of one image or vector, without the batch: channels × height × width, or a number of features.
/// Prints <c>10</c> for a vector and <c>1×28×28</c> for an image. A height or width left to run time is <see cref="Dim.Any"/>.
/// </summary>
public readonly record struct Shape
{
    private Shape(int channels, int height, int width, bool isVector)
    {
        Channels = channels;
        Height = height;
        Width = width;
        IsVector = isVector;
    }

    /// <summary>An image of <paramref name="channels"/> × <paramref name="height"/> × <paramref name="width"/>.</summary>
    public static Shape Image(int channels, int height, int width) => new(channels, height, width, isVector: false);

    /// <summary>A vector of <paramref name="features"/> numbers.</summary>
    public static Shape Vector(int features) => new(features, 1, 1, isVector: true);

    /// <summary>Channels of an image, features of a vector.</summary>
    public int Channels { get; }

    /// <summary>Rows; 1 for a vector.</summary>
    public int Height { get; }

    /// <summary>Columns; 1 for a vector.</summary>
    public int Width { get; }

    /// <summary>Whether this is a vector: 10 and 10×1×1 hold as many numbers but are not the same shape.</summary>
    public bool IsVector { get; }

    /// <summary>How many numbers it holds. Without meaning where a size is <see cref="Dim.Any"/>.</summary>
    public int Length => Channels * Height * Width;

    /// <inheritdoc/>
    public override string ToString() => IsVector
        ? Channels.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Channels}×{Side(Height)}×{Side(Width)}");

    private static string Side(int size) => size == Dim.Any ? "any" : size.ToString(CultureInfo.InvariantCulture);
}
