using System.Text.RegularExpressions;
using Spectre.Console;

namespace Fovea.Tests;

/// <summary>What a training shows in a terminal, and in a file.</summary>
public sealed class TrainingConsoleTests
{
    [Fact]
    public void File_GetsALineAnEpoch()
    {
        (string text, IReadOnlyList<EpochReport> reports) = Train(interactive: false);
        Assert.Equal(3, reports.Count);
        Assert.Equal(reports.Select(report => report.ToString()), text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Terminal_GetsATableABarAndTheLoss()
    {
        (string text, IReadOnlyList<EpochReport> reports) = Train(interactive: true);
        string last = text[text.LastIndexOf("epoch  ", StringComparison.Ordinal)..];
        Assert.Matches(@"epoch +loss +accuracy +validation loss +validation accuracy +top-2 accuracy +learning rate +gradient norm +images/s +time", last);
        foreach (EpochReport report in reports) Assert.Matches($@"{report.Epoch}/3 +{Regex.Escape(report.Loss.ToString("0.0000"))} +", last);
        Assert.Contains("epoch 1/3 ━", text);
        Assert.Contains("epoch 3/3 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ step 4/4, loss ", text);
        Assert.Matches("loss [▁▂▃▄▅▆▇█]{3,}", last);
    }

    [Fact]
    public void Sparkline_GoesFromTheLeastToTheLargest()
    {
        Assert.Equal("▁▂▃▄▅▆▇█", Sparkline.Draw([0, 1, 2, 3, 4, 5, 6, 7], 40));
        Assert.Equal("▁█", Sparkline.Draw([1, 3, 8, 10], 2));
        Assert.Equal("▁▁▁", Sparkline.Draw([5, 5, 5], 3));
        Assert.Equal("█ ▁", Sparkline.Draw([2, double.NaN, 1], 3));
        Assert.Equal("", Sparkline.Draw([], 5));
    }

    private static (string Text, IReadOnlyList<EpochReport> Reports) Train(bool interactive)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 200;
        var trainer = new Trainer<SmallResNet, int>(new(1), new Adam(0.01)) { BatchSize = 16 };
        trainer.Metrics.Add(new TopKAccuracy(2));
        IReadOnlyList<EpochReport> reports = trainer.FitOnConsole(TrainerFeatureTests.Digits(50), 3, TrainerFeatureTests.Digits(20), console);
        return (writer.ToString(), reports);
    }
}
