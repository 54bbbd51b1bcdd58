using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea;

/// <summary>Reports of epochs as JSON, exact, for checkpoints. Confusion matrices but the last are left out: they are large, and the last is what is looked at.</summary>
internal static class HistoryText
{
    public static string Write(IReadOnlyList<EpochReport> history)
    {
        var array = new JsonArray();
        for (int i = 0; i < history.Count; i++)
        {
            EpochReport report = history[i];
            array.Add((JsonNode)new JsonObject
            {
                ["epoch"] = report.Epoch,
                ["loss"] = Text(report.Loss),
                ["accuracy"] = Text(report.Accuracy),
                ["validationLoss"] = Text(report.ValidationLoss),
                ["validationAccuracy"] = Text(report.ValidationAccuracy),
                ["imagesPerSecond"] = Text(report.ImagesPerSecond),
                ["ticks"] = report.Elapsed.Ticks,
                ["learningRate"] = Text(report.LearningRate),
                ["gradientNorm"] = Text(report.GradientNorm),
                ["layers"] = new JsonObject(report.LayerGradientNorms.Select(layer => KeyValuePair.Create<string, JsonNode?>(layer.Layer, Text(layer.Norm)))),
                ["metrics"] = new JsonArray([.. report.Metrics.Select(metric => (JsonNode)new JsonArray(metric.Name, Text(metric.Value)))]),
                ["classes"] = i == history.Count - 1 ? report.Validation?.Classes : null,
                ["counts"] = i == history.Count - 1 && report.Validation is { } matrix ? Counts(matrix) : null,
            });
        }
        return array.ToJsonString();
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    public static List<EpochReport> Read(string text)
    {
        try
        {
            return [.. JsonNode.Parse(text)!.AsArray().Select(node => Report(node!.AsObject()))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException($"The history is damaged. {exception.Message}", exception);
        }
    }

    private static EpochReport Report(JsonObject json) => new(
        (int)json["epoch"]!, Number(json["loss"])!.Value, Number(json["accuracy"]), Number(json["validationLoss"]), Number(json["validationAccuracy"]),
        Number(json["imagesPerSecond"])!.Value, new((long)json["ticks"]!))
    {
        LearningRate = Number(json["learningRate"])!.Value,
        GradientNorm = Number(json["gradientNorm"])!.Value,
        LayerGradientNorms = [.. json["layers"]!.AsObject().Select(layer => new LayerGradientNorm(layer.Key, Number(layer.Value)!.Value))],
        Metrics = [.. json["metrics"]!.AsArray().Select(metric => new MetricValue((string)metric![0]!, Number(metric[1])!.Value))],
        Validation = json["counts"] is { } counts ? Matrix((int)json["classes"]!, (string)counts!) : null,
    };

    private static string Counts(ConfusionMatrix matrix)
    {
        var text = new StringBuilder();
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            for (int predicted = 0; predicted < matrix.Classes; predicted++) text.Append(CultureInfo.InvariantCulture, $"{matrix[actual, predicted]} ");
        }
        return text.ToString();
    }

    private static ConfusionMatrix Matrix(int classes, string counts)
    {
        var matrix = new ConfusionMatrix(classes);
        string[] parts = counts.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++) matrix.Add(i / classes, i % classes, long.Parse(parts[i], CultureInfo.InvariantCulture));
        return matrix;
    }

    // JSON has no NaN.
    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static double? Number(JsonNode? node) => node is null ? null : double.Parse((string)node!, CultureInfo.InvariantCulture);
}
