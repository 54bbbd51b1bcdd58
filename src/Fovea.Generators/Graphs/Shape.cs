using System.Globalization;

namespace Fovea.Generators.Graphs;

/// <summary>The shape of one image or vector. Channels are always known; height and width may be formulas.</summary>
internal sealed record Shape(int Channels, Size Height, Size Width, bool IsVector)
{
    public static Shape Vector(int features) => new(features, 1, 1, IsVector: true);

    public static Shape Image(int channels, Size height, Size width) => new(channels, height, width, IsVector: false);

    public bool IsConstant => Height.IsConstant && Width.IsConstant;

    /// <summary>Numbers in one image.</summary>
    public Size Length => Height * Width * Channels;

    public Size Area => Height * Width;

    public override string ToString() => IsVector
        ? Channels.ToString(CultureInfo.InvariantCulture)
        : $"{Channels.ToString(CultureInfo.InvariantCulture)}×{Height.Display}×{Width.Display}";
}
