using System.Globalization;
using Fovea;
using Fovea.Samples.Display;
using Spectre.Console;

namespace Digits;

/// <summary>Some digits and what the network takes them for: three that it reads, three that it misreads.</summary>
internal static class Gallery
{
    private const int Side = 28, Margin = 3, Columns = 3;

    public static void Show(LeNet5 network, IDataset<int> digits)
    {
        List<Picture> right = [], wrong = [];
        float[] input = new float[digits.InputLength], output = new float[10];
        int[] label = new int[1];
        for (int i = 0; i < digits.Count && (right.Count < Columns || wrong.Count < Columns); i++)
        {
            digits.Read([i], input, label);
            network.Forward(input, output);
            int answer = Array.IndexOf(output, output.Max());
            List<Picture> pictures = answer == label[0] ? right : wrong;
            if (pictures.Count < Columns) pictures.Add(new(Blocks.Draw(input, Side, Margin), $"{label[0]}, taken for {answer}: {Confidence(output, answer)}"));
        }
        Row("Read", right);
        if (wrong.Count > 0) Row("Misread", wrong);
    }

    private static void Row(string title, List<Picture> pictures)
    {
        AnsiConsole.MarkupLine($"[bold]{title}[/]");
        var grid = new Grid();
        foreach (Picture _ in pictures) grid.AddColumn(new GridColumn { NoWrap = true });
        grid.AddRow([.. pictures.Select(picture => new Text(string.Join('\n', picture.Lines)))]);
        grid.AddRow([.. pictures.Select(picture => new Text(picture.Caption))]);
        AnsiConsole.Write(grid);
        AnsiConsole.WriteLine();
    }

    // Softmax: the loss has its own, so the network ends without one.
    private static string Confidence(float[] logits, int answer)
    {
        double sum = logits.Sum(logit => Math.Exp(logit - logits[answer]));
        return (1 / sum).ToString("P0", CultureInfo.InvariantCulture);
    }

    private sealed record Picture(string[] Lines, string Caption);
}
