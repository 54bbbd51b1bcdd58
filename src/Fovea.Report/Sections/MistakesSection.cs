using System.Text;

namespace Fovea.Reports;

/// <summary>The images that were misread worst.</summary>
internal static class MistakesSection
{
    public static string Write(Findings? findings, Func<int, string> className, Normalization? normalization)
    {
        if (findings is null) return "";
        Shape shape = findings.ImageShape;
        if (findings.Mistakes.Count == 0 || shape.IsVector) return "";
        var figures = new StringBuilder("<div class=\"gallery\">\n");
        foreach (Mistake mistake in findings.Mistakes)
        {
            string image = Bitmap.OfImage(mistake.Image, shape, normalization);
            string actual = Format.Escape(className(mistake.Actual)), predicted = Format.Escape(className(mistake.Predicted));
            figures.Append($"<figure><img src=\"{image}\" alt=\"{actual}, taken for {predicted}\"><figcaption><b>{actual}</b>, taken for <b class=\"bad\">{predicted}</b><span class=\"small\">{Format.Percent(mistake.Confidence, 0)} · #{mistake.Index}</span></figcaption></figure>\n");
        }
        return Page.Section("mistakes", "Worst mistakes", "Where it was surest of a wrong answer, how sure, and the image's index. Some are errors of the labels, and some are images that no one could read.", figures.Append("</div>").ToString());
    }
}
