using System.Globalization;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;

namespace Fovea.Generators.Layers;

/// <summary>How large a map was whose size is now left to run time: what the fully-connected layer after it still says of that.</summary>
internal static class FormerMap
{
    /// <summary>
    /// "kernel": the map's rows and columns, from the next Linear's In = channels·k². Else "unflattened": those that the image after it has, which in a decoder that mirrors
    /// its encoder are the same. "pool": in any case, one.
    /// </summary>
    public static FixHint[] Hints(int channels, IEnumerable<AttributeDeclaration> layers)
    {
        var pool = new FixHint("pool", "1");
        AttributeDeclaration? linear = layers.FirstOrDefault(layer => layer.Kind == "Linear"), image = layers.FirstOrDefault(layer => layer.Kind == "Unflatten");
        if (linear?["In"] is NumberValue features) return Side(features.Value / channels) is { } side ? [pool, new("kernel", side)] : [];
        return image?["height"] is NumberValue { Value: > 1 } height && image["width"] == height ? [pool, new("unflattened", height.Value.ToString(CultureInfo.InvariantCulture))] : [pool];
    }

    private static string? Side(double area)
    {
        double side = Math.Sqrt(area);
        return side >= 1 && side == Math.Floor(side) ? side.ToString(CultureInfo.InvariantCulture) : null;
    }
}
