using Fovea;
using Fovea.Samples.Display;

namespace Recognition;

/// <summary>Frames around what one output of each layer sees.</summary>
internal static class ReceptiveFields
{
    /// <summary>Draws a frame for each different receptive field of an image's layers, around the output nearest to its middle.</summary>
    public static void Draw(Picture picture, ReadOnlySpan<LayerInfo> layers)
    {
        int last = 0;
        foreach (LayerInfo layer in layers)
        {
            if (layer.Output.IsVector || layer.ReceptiveField.Width.Size == last) continue;
            last = layer.ReceptiveField.Width.Size;
            (int top, int height) = Extent(layer.ReceptiveField.Height, layer.Output.Height);
            (int left, int width) = Extent(layer.ReceptiveField.Width, layer.Output.Width);
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    if (i is 0 || j is 0 || i == height - 1 || j == width - 1) Dot(picture, top + i, left + j);
                }
            }
        }
    }

    private static (int First, int Size) Extent(ReceptiveExtent extent, int outputs) => ((int)(extent.Offset + outputs / 2 * extent.Stride), extent.Size);

    // What lies in the padding is not drawn.
    private static void Dot(Picture picture, int y, int x)
    {
        if (y < 0 || x < 0 || y >= picture.Height || x >= picture.Width) return;
        for (int c = 0; c < 3; c++) picture.Values[(c * picture.Height + y) * picture.Width + x] = 1;
    }
}
