using Fovea;
using Fovea.Samples.Display;

namespace Reading;

/// <summary>What the layers make of an image: a row of pictures for each, black where nothing was found.</summary>
internal static class Maps
{
    private const int Size = 84, Columns = 8;

    public static Picture Draw(LeNet network, float[] image)
    {
        List<Picture> rows = [Row("input", image, LeNet.InputShape)];
        network.TraceForward(image, (layer, output) =>
        {
            LayerInfo info = LeNet.Layers[layer];
            if (info.Kind is "MaxPool2d" or "ReLU" && !info.Output.IsVector) rows.Add(Row(info.Name, output, info.Output));
        });
        return Pictures.Grid(rows, columns: 1);
    }

    private static Picture Row(string name, ReadOnlySpan<float> maps, Shape shape)
    {
        int plane = shape.Height * shape.Width;
        List<Picture> pictures = [];
        for (int c = 0; c < shape.Channels; c++) pictures.Add(new Picture(maps.Slice(c * plane, plane), Shape.Image(1, shape.Height, shape.Width)).Stretch().Enlarge(Size / shape.Height));
        return Pictures.Grid(pictures, Columns).Under($"{name} {shape}");
    }
}
