using System.Text;

namespace Fovea.Reports;

/// <summary>The figures that are asked for first.</summary>
internal static class SummarySection
{
    public static string Write(IParameterized network, IReadOnlyList<EpochReport> epochs, Findings? findings)
    {
        var tiles = new StringBuilder("<dl class=\"tiles\">\n");
        if (findings is { } found) Tile("accuracy", Format.Percent(found.Confusion.Accuracy, 2), $"{Format.Count(found.Confusion.Correct)} of {Format.Count(found.Confusion.Total)} right");
        if (epochs.Where(epoch => epoch.ValidationAccuracy is not null).MaxBy(epoch => epoch.ValidationAccuracy) is { } best)
            Tile("best epoch", Format.Count(best.Epoch), $"{Format.Percent(best.ValidationAccuracy!.Value, 2)} in validation");
        if (epochs.Count > 0)
        {
            EpochReport last = epochs[^1];
            Tile("loss", Format.Number(last.Loss), last.ValidationLoss is { } validation ? $"{Format.Number(validation)} in validation" : "of the last epoch");
            Tile("time", Format.Time(new TimeSpan(epochs.Sum(epoch => epoch.Elapsed.Ticks))), $"{Format.Count(epochs.Count)} {(epochs.Count == 1 ? "epoch" : "epochs")}, {Format.Count((long)epochs.Average(epoch => epoch.ImagesPerSecond))} images/s");
        }
        long multiplyAdds = 0;
        foreach (LayerInfo layer in network.Layers) multiplyAdds += layer.MultiplyAdds;
        Tile("parameters", Format.Count(network.ParameterCount), $"{Format.Count(multiplyAdds)} multiply-adds an image");
        return tiles.Append("</dl>\n").ToString();

        void Tile(string name, string value, string note) => tiles.Append($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"small\">{note}</dd></div>\n");
    }
}
