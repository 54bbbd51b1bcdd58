using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fovea;

/// <summary>What the terminal shows of a training: a row an epoch, and below it where the present one stands.</summary>
/// <param name="epochs">The last epoch.</param>
internal sealed class TrainingView(int epochs)
{
    private const int BarWidth = 30, SparklineWidth = 40;

    private readonly List<EpochReport> _reports = [];
    private readonly List<double> _losses = [];
    private TrainingProgress? _progress;

    public void Show(TrainingProgress progress)
    {
        _progress = progress;
        _losses.Add(progress.Loss);
    }

    public void Show(EpochReport report) => _reports.Add(report);

    public void End() => _progress = null;

    public IRenderable Render()
    {
        var rows = new List<IRenderable>();
        if (_reports.Count > 0) rows.Add(Table());
        if (_progress is { } progress) rows.Add(new Text(Line(progress)));
        if (_losses.Count > 1) rows.Add(new Text($"loss {Sparkline.Draw(_losses, SparklineWidth)}"));
        return new Rows(rows);
    }

    private Table Table()
    {
        // Columns that no report fills are left out.
        (string Title, Func<EpochReport, string?> Value)[] columns =
        [
            ("epoch", report => Format($"{report.Epoch}/{epochs}")),
            ("loss", report => Format($"{report.Loss:0.0000}")),
            ("accuracy", report => report.Accuracy is { } value ? Format($"{value:P2}") : null),
            ("validation loss", report => report.ValidationLoss is { } value ? Format($"{value:0.0000}") : null),
            ("validation accuracy", report => report.ValidationAccuracy is { } value ? Format($"{value:P2}") : null),
            .. (_reports[^1].Metrics.Select((metric, i) => (metric.Name, (Func<EpochReport, string?>)(report => i < report.Metrics.Count ? Format($"{report.Metrics[i].Value:0.0000}") : null)))),
            ("learning rate", report => Format($"{report.LearningRate:0.0e+0}")),
            ("gradient norm", report => Format($"{report.GradientNorm:0.000}")),
            ("images/s", report => Format($"{report.ImagesPerSecond:0}")),
            ("time", report => Format($"{report.Elapsed.TotalSeconds:0.0} s")),
        ];
        columns = [.. columns.Where(column => _reports.Any(report => column.Value(report) is not null))];
        var table = new Table { Border = TableBorder.Simple };
        foreach ((string title, _) in columns) table.AddColumn(new TableColumn(new Text(title)) { Alignment = Justify.Right, NoWrap = true });
        foreach (EpochReport report in _reports) table.AddRow(columns.Select(column => new Text(column.Value(report) ?? "")));
        return table;
    }

    private string Line(TrainingProgress progress)
    {
        int filled = (int)((long)BarWidth * progress.Step / progress.Steps);
        string bar = new string('━', filled) + new string('╌', BarWidth - filled);
        double rate = progress.Elapsed > TimeSpan.Zero ? progress.Images / progress.Elapsed.TotalSeconds : 0;
        return Format($"epoch {progress.Epoch}/{epochs} {bar} step {progress.Step}/{progress.Steps}, loss {progress.Loss:0.0000}, {rate:0} images/s");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
