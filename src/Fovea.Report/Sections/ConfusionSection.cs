using System.Text;

namespace Fovea.Reports;

/// <summary>What was taken for what, and how well each class is found.</summary>
internal static class ConfusionSection
{
    // Beyond it, numbers no longer fit into their cells.
    private const int MostNumbers = 20;

    public static string Write(Findings? findings, Func<int, string> className)
    {
        if (findings is null) return "";
        ConfusionMatrix matrix = findings.Confusion;
        string note = $"A row a class, a column an answer: the brighter the line from corner to corner, the better. {Format.Count(matrix.Total - matrix.Correct)} of {Format.Count(matrix.Total)} are off it.";
        return Page.Section("confusion", "What was taken for what", note, $"<div class=\"pair\">\n<div class=\"card scroll\">{Matrix(matrix, className)}</div>\n<div class=\"card scroll\">{Classes(matrix, className)}</div>\n</div>");
    }

    private static string Matrix(ConfusionMatrix matrix, Func<int, string> className)
    {
        bool numbers = matrix.Classes <= MostNumbers;
        // Cells are as wide as the longest number.
        string style = numbers ? $" style=\"--columns:{matrix.Classes + 1};--digits:{Longest(matrix)}\"" : "";
        var table = new StringBuilder($"<table class=\"matrix{(numbers ? "" : " fine")}\"{style}>\n<thead><tr><th></th>");
        for (int answer = 0; answer < matrix.Classes; answer++) table.Append($"<th scope=\"col\"><span>{Format.Escape(className(answer))}</span></th>");
        table.Append("</tr></thead>\n<tbody>\n");
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            long total = 0;
            for (int answer = 0; answer < matrix.Classes; answer++) total += matrix[actual, answer];
            table.Append($"<tr><th scope=\"row\">{Format.Escape(className(actual))}</th>");
            for (int answer = 0; answer < matrix.Classes; answer++)
            {
                long count = matrix[actual, answer];
                double share = total == 0 ? 0 : (double)count / total;
                // The square root, so that a few among hundreds are seen.
                string shade = count == 0 ? "" : $" style=\"--v:{Format.Coordinate(100 * Math.Sqrt(share))}%\"";
                string kind = count == 0 ? "none" : $"{(actual == answer ? "right" : "wrong")}{(share > 0.3 ? " full" : "")}";
                table.Append($"<td class=\"{kind}\"{shade} title=\"{Format.Escape(className(actual))}, taken for {Format.Escape(className(answer))}: {Format.Count(count)} of {Format.Count(total)}\">{(numbers && count > 0 ? $"{count}" : "")}</td>");
            }
            table.Append("</tr>\n");
        }
        return table.Append("</tbody>\n</table>").ToString();
    }

    private static int Longest(ConfusionMatrix matrix)
    {
        long most = 0;
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            for (int answer = 0; answer < matrix.Classes; answer++) most = Math.Max(most, matrix[actual, answer]);
        }
        return $"{most}".Length;
    }

    private static string Classes(ConfusionMatrix matrix, Func<int, string> className)
    {
        var table = new StringBuilder("<table class=\"classes\">\n<thead><tr><th scope=\"col\">class</th><th scope=\"col\" title=\"of what was taken for it, how much was of it\">precision</th><th scope=\"col\" title=\"of what was of it, how much was taken for it\">recall</th></tr></thead>\n<tbody>\n");
        for (int label = 0; label < matrix.Classes; label++)
            table.Append($"<tr><th scope=\"row\">{Format.Escape(className(label))}</th>{Bar(matrix.Precision(label))}{Bar(matrix.Recall(label))}</tr>\n");
        return table.Append("</tbody>\n</table>").ToString();

        static string Bar(double share) =>
            $"<td class=\"bar\"><span>{Format.Percent(share)}</span><i style=\"--v:{Format.Coordinate(double.IsFinite(share) ? 100 * share : 0)}%\"></i></td>";
    }
}
