using Fovea;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;

namespace Segmentation;

/// <summary>Pictures of what networks make of streets.</summary>
internal static class Gallery
{
    /// <summary>Scenes in rows: the image, the truth, the network's answer and its mistakes.</summary>
    public static void Segmentations(INetwork network, StreetScenes streets, Normalization normalization, int count, string path)
    {
        List<Picture> pictures = [];
        for (int i = 0; i < count; i++)
        {
            (Picture image, int[] labels, float[] input) = Read(streets, normalization, i);
            int[] answers = Overlay.Answers(network.Forward(input), Street.Classes);
            Picture[] row = [image, Overlay.Labels(image, labels, Street.Colours), Overlay.Labels(image, answers, Street.Colours), Overlay.Mistakes(image, labels, answers)];
            pictures.AddRange(row.Select(picture => picture.Enlarge(3)));
        }
        Save(pictures, columns: 8, ["image", "truth", "SegNet", "mistakes", "image", "truth", "SegNet", "mistakes"], path);
    }

    /// <summary>Images above what an autoencoder makes of them.</summary>
    public static void Reconstructions(Autoencoder network, StreetScenes streets, Normalization normalization, int count, string path)
    {
        List<Picture> above = [], below = [];
        for (int i = 0; i < count; i++)
        {
            (Picture image, _, float[] input) = Read(streets, normalization, i);
            float[] output = network.Forward(input);
            normalization.Revert(output, streets.InputShape);
            above.Add(image.Enlarge(3).Under("image"));
            below.Add(new Picture(Array.ConvertAll(output, value => Math.Clamp(value, 0, 1)), streets.InputShape).Enlarge(3).Under("autoencoder"));
        }
        Pictures.Grid([.. above, .. below], columns: count).Save(path);
    }

    /// <summary>Large scenes in rows: the image, the truth, and each network's answer.</summary>
    public static void Sizes(IReadOnlyList<(string Name, Func<float[], float[]> Outputs)> networks, StreetScenes streets, Normalization normalization, int count, string path)
    {
        List<Picture> pictures = [];
        for (int i = 0; i < count; i++)
        {
            (Picture image, int[] labels, float[] input) = Read(streets, normalization, i);
            Picture[] row = [image, Overlay.Labels(image, labels, Street.Colours), .. networks.Select(network => Overlay.Labels(image, Overlay.Answers(network.Outputs(input), Street.Classes), Street.Colours))];
            pictures.AddRange(row.Select(picture => picture.Enlarge(2)));
        }
        Save(pictures, networks.Count + 2, ["image", "truth", .. networks.Select(network => network.Name)], path);
    }

    private static (Picture Image, int[] Labels, float[] Input) Read(StreetScenes streets, Normalization normalization, int index)
    {
        float[] input = new float[streets.InputLength];
        int[] labels = new int[streets.TargetLength];
        streets.Read([index], input, labels);
        var image = new Picture(input, streets.InputShape);
        normalization.Apply(input, streets.InputShape);
        return (image, labels, input);
    }

    // Headings above the first row, and the classes' colours below the last.
    private static void Save(List<Picture> pictures, int columns, string[] headings, string path)
    {
        for (int i = 0; i < columns; i++) pictures[i] = pictures[i].Under(headings[i]);
        Picture[] legend =
        [
            .. Street.Names.Select((name, i) =>
            {
                var line = new Picture(Shape.Image(3, 14, 100));
                line.Values.Fill(1);
                Picture swatch = new(Shape.Image(3, 14, 14));
                for (int p = 0; p < swatch.Values.Length; p++) swatch.Values[p] = (p / 196) switch { 0 => Street.Colours[i].Red, 1 => Street.Colours[i].Green, _ => Street.Colours[i].Blue };
                line.Paste(swatch, 0, 0);
                line.Paste(Lettering.Line(name), 2, 20);
                return line;
            }),
        ];
        Pictures.Grid([Pictures.Grid(pictures, columns), Pictures.Grid(legend, legend.Length)], columns: 1, margin: 0).Save(path);
    }
}
