using System.Text;

namespace Fovea.Reports;

/// <summary>The page around the sections.</summary>
internal static class Page
{
    public static string Write(string title, string? description, IEnumerable<string> sections)
    {
        var page = new StringBuilder();
        page.Append($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <title>{{Format.Escape(title)}}</title>
            <style>
            {{Style()}}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{{Format.Escape(title)}}</h1>

            """);
        if (description is not null) page.Append($"<p class=\"lead\">{Format.Escape(description)}</p>\n");
        page.Append("</header>\n");
        foreach (string section in sections) page.Append(section);
        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>A titled part of the page.</summary>
    /// <param name="id">Its anchor.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="note">What there is to see in it, as HTML.</param>
    /// <param name="body">Its content, as HTML.</param>
    public static string Section(string id, string title, string note, string body) =>
        $"<section id=\"{id}\">\n<h2>{Format.Escape(title)}</h2>\n{(note == "" ? "" : $"<p class=\"note\">{note}</p>\n")}{body}\n</section>\n";

    private static string Style()
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream("Style.css")!;
        return new StreamReader(stream).ReadToEnd().TrimEnd();
    }
}
