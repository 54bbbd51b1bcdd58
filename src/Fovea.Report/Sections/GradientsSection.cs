using System.Text;

namespace Fovea.Reports;

/// <summary>The norm of each layer's gradients over the epochs: a row a layer, the input's first.</summary>
internal static class GradientsSection
{
    private const int MostColumns = 60;

    // Below this share of the last layer's, the first layer hardly learns.
    private const double Vanishing = 1e-3;

    public static string Write(IReadOnlyList<EpochReport> epochs)
    {
        if (epochs.Count == 0 || epochs[^1].LayerGradientNorms.Count == 0) return "";
        EpochReport[] shown = [.. epochs.Where(epoch => epoch.LayerGradientNorms.Count == epochs[^1].LayerGradientNorms.Count)];
        int columns = Math.Min(shown.Length, MostColumns), rows = shown[^1].LayerGradientNorms.Count;
        double[] positive = [.. shown.SelectMany(epoch => epoch.LayerGradientNorms).Select(layer => layer.Norm).Where(norm => norm > 0 && double.IsFinite(norm))];
        if (positive.Length == 0) return "";
        // A millionth of the largest is as good as nothing.
        double high = Math.Log10(positive.Max()), low = Math.Max(Math.Log10(positive.Min()), high - 6);
        var table = new StringBuilder("<div class=\"heat\" role=\"table\">\n");
        for (int row = 0; row < rows; row++)
        {
            table.Append($"<div role=\"row\"><span role=\"rowheader\">{Format.Escape(shown[^1].LayerGradientNorms[row].Layer)}</span><span class=\"cells\">");
            for (int column = 0; column < columns; column++)
            {
                // Several epochs to a column where there are many: their geometric mean.
                int first = column * shown.Length / columns, next = (column + 1) * shown.Length / columns;
                double mean = Math.Exp(shown[first..next].Average(epoch => Math.Log(Math.Max(epoch.LayerGradientNorms[row].Norm, 1e-300))));
                string share = Format.Coordinate(100 * Math.Clamp(high > low ? (Math.Log10(mean) - low) / (high - low) : 1, 0, 1));
                string when = next - first == 1 ? $"epoch {shown[first].Epoch}" : $"epochs {shown[first].Epoch} to {shown[next - 1].Epoch}";
                table.Append($"<i style=\"--v:{share}%\" title=\"{when}: {Format.Number(mean)}\"></i>");
            }
            table.Append($"</span><span class=\"value\">{Format.Number(shown[^1].LayerGradientNorms[row].Norm)}</span></div>\n");
        }
        table.Append($"</div>\n<div class=\"scale\"><span>{Format.Number(Math.Pow(10, low))}</span><i></i><span>{Format.Number(Math.Pow(10, high))}</span></div>");
        return Page.Section("gradients", "Gradients, layer by layer", Note(shown[^1].LayerGradientNorms), $"<div class=\"card\">{table}</div>");
    }

    private static string Note(IReadOnlyList<LayerGradientNorm> layers)
    {
        const string reading = "The Euclidean norm of each layer's gradients: a row a layer, the input's first; a column an epoch, the last one's numbers at the right; on a logarithmic scale.";
        double ratio = layers[0].Norm / layers[^1].Norm;
        return ratio < Vanishing
            ? $"{reading} <strong class=\"bad\">Gradients vanish towards the input: {Format.Escape(layers[0].Layer)} gets {Format.Number(ratio)} of what {Format.Escape(layers[^1].Layer)} gets.</strong> Normalisation, skip connections or another activation help."
            : $"{reading} In the last epoch, {Format.Escape(layers[0].Layer)} gets {Format.Number(ratio)} times what {Format.Escape(layers[^1].Layer)} gets: gradients arrive at the input.";
    }
}
