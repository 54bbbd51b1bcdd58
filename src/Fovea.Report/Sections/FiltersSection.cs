using System.Text;

namespace Fovea.Reports;

/// <summary>What the first layer looks for.</summary>
internal static class FiltersSection
{
    private const int MostShown = 96;

    public static string Write(IParameterized network)
    {
        foreach (ParameterInfo info in network.ParameterInfos)
        {
            // The first kernel of more than one pixel: [out, in, height, width].
            if (info.Dimensions is not [int filters, int channels, int height, int width] || height * width == 1) continue;
            ReadOnlySpan<float> weights = (info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length);
            bool colour = channels == 3;
            int images = colour ? filters : filters * channels, length = info.Length / images;
            var body = new StringBuilder("<div class=\"card\"><div class=\"filters\">\n");
            for (int i = 0; i < Math.Min(images, MostShown); i++)
            {
                string name = colour || channels == 1 ? $"filter {i}" : $"filter {i / channels}, channel {i % channels}";
                ReadOnlySpan<float> filter = weights.Slice(i * length, length);
                body.Append($"<img src=\"{(colour ? Bitmap.OfColourFilter(filter, height, width) : Bitmap.OfFilter(filter, height, width))}\" alt=\"{name}\" title=\"{name}\">\n");
            }
            body.Append("</div></div>");
            string shown = images > MostShown ? $"The first {MostShown} of {Format.Count(images)}. " : "";
            string reading = colour
                ? "Grey is zero; a filter looks for its colours and edges."
                : "<span class=\"key positive\"></span> wants light, <span class=\"key negative\"></span> wants dark, white does not mind.";
            return Page.Section("filters", "First filters", $"<code>{Format.Escape(info.Name)}</code>, {filters} of {channels}×{height}×{width}. {shown}{reading}", body.ToString());
        }
        return "";
    }
}
