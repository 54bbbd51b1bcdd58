namespace Fovea.Reports;

/// <summary>Loss, accuracy, learning rate and gradient norm over the epochs.</summary>
internal static class LearningSection
{
    private const double Tall = 250, Flat = 165;

    public static string Write(IReadOnlyList<EpochReport> epochs)
    {
        if (epochs.Count == 0) return "";
        List<string> charts =
        [
            LineChart.Draw("Loss", [Of("training", "training", epoch => epoch.Loss), Of("validation", "validation", epoch => epoch.ValidationLoss)], Axis.ForLoss, Format.Number, Tall),
        ];
        if (epochs.Any(epoch => epoch.Accuracy is not null || epoch.ValidationAccuracy is not null))
        {
            charts.Add(LineChart.Draw(
                "Accuracy", [Of("training", "training", epoch => epoch.Accuracy), Of("validation", "validation", epoch => epoch.ValidationAccuracy)], Axis.ForShares, value => Format.Percent(value, 2), Tall));
        }
        if (epochs.Any(epoch => epoch.LearningRate > 0))
            charts.Add(LineChart.Draw("Learning rate", [Of("learning rate", "other", epoch => epoch.LearningRate)], Axis.ForLoss, Format.Short, Flat));
        if (epochs.Any(epoch => epoch.GradientNorm > 0))
            charts.Add(LineChart.Draw("Gradient norm", [Of("gradient norm", "other", epoch => epoch.GradientNorm)], Axis.ForLoss, Format.Number, Flat));
        string note = epochs.All(epoch => epoch.ValidationLoss is null && epoch.ValidationAccuracy is null)
            ? "Nothing was kept aside for validation."
            : "Where validation turns away from training, the network begins to learn the training images by heart. Training is measured while the weights still move, and with augmentation and dropout.";
        return Page.Section("learning", "Learning", note, $"<div class=\"charts\">\n{string.Concat(charts)}</div>");

        Series Of(string name, string style, Func<EpochReport, double?> value) =>
            new(name, style, [.. epochs.Select(epoch => ((double)epoch.Epoch, value(epoch))).Where(point => point.Item2 is { } number && double.IsFinite(number)).Select(point => (point.Item1, point.Item2!.Value))]);
    }
}
