using System.Text.Json;
using System.Text.RegularExpressions;
using StbImageSharp;

namespace Fovea.Tests;

public sealed class TrainingReportTests(ReportNetworks networks) : IClassFixture<ReportNetworks>, IDisposable
{
    private const int Epochs = 12;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFile_HasNoScript_AndLoadsNothing()
    {
        string html = Report("Residual").ToHtml();
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(new Regex("https?:|@import|url\\(|<link|<iframe|href=|\\son[a-z]+=", RegexOptions.IgnoreCase), html);
        Assert.All(Regex.Matches(html, "src=\"([^\"]{0,30})"), match => Assert.StartsWith("data:image/bmp;base64,", match.Groups[1].Value));
        Assert.Contains("default-src 'none'", html);
    }

    [Fact]
    public void WhatIsNotKnown_IsLeftOut()
    {
        string html = new TrainingReport(networks["Residual"]).ToHtml();
        Assert.Equal(["filters", "network"], Sections(html));
        Assert.Contains("<title>Residual</title>", html);
        // A perfect network has no mistakes to show; one epoch is a point.
        var report = new TrainingReport(networks["Residual"]);
        report.Add(Epoch(1) with { ValidationLoss = null, ValidationAccuracy = null, LayerGradientNorms = [] });
        Assert.Equal(["learning", "filters", "network"], Sections(report.ToHtml()));
        Assert.Contains("Nothing was kept aside for validation", report.ToHtml());
    }

    [Fact]
    public void TextIsEscaped()
    {
        var report = new TrainingReport(networks["Branches"]) { Title = "<b>&", Description = "a < b", ClassNames = ["<0>", "1", "2", "3"] };
        report.Evaluate(Images("Branches", 4));
        string html = report.ToHtml();
        Assert.Contains("<h1>&lt;b&gt;&amp;</h1>", html);
        Assert.Contains("a &lt; b", html);
        Assert.DoesNotContain("<0>", html);
    }

    [Fact]
    public void VanishingGradients_AreSaid()
    {
        TrainingReport Norms(params double[] norms)
        {
            var report = new TrainingReport(networks["Residual"]);
            report.Add(Epoch(1) with { LayerGradientNorms = [.. norms.Select((norm, i) => new LayerGradientNorm($"layer{i}", norm))] });
            return report;
        }
        Assert.Contains("Gradients vanish towards the input: layer0 gets 0.000200 of what layer2 gets.", Norms(1e-4, 0.01, 0.5).ToHtml());
        Assert.Contains("layer0 gets 0.200 times what layer2 gets: gradients arrive at the input.", Norms(0.1, 0.01, 0.5).ToHtml());
        // Nothing at all, and nothing of some, do not disturb.
        Assert.DoesNotContain("id=\"gradients\"", Norms(0, 0).ToHtml());
        Assert.Contains("gets 0 of what", Norms(0, 1).ToHtml());
    }

    [Fact]
    public void NumbersAreTheSame_InEveryCulture()
    {
        string expected = Report("Residual").ToHtml();
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            var foreign = (System.Globalization.CultureInfo)before.Clone();
            (foreign.NumberFormat.NumberDecimalSeparator, foreign.NumberFormat.NumberGroupSeparator, foreign.NumberFormat.NegativeSign) = (",", ".", "~");
            System.Globalization.CultureInfo.CurrentCulture = foreign;
            Assert.Equal(expected, Report("Residual").ToHtml());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        var report = new TrainingReport(networks["Residual"]) { ClassNames = ["only one"] };
        Assert.Throws<ArgumentException>(() => report.Evaluate(Images("Branches", 4)));
        report.Evaluate(Images("Residual", 4));
        Assert.Contains("There are 1 class names, and 10 classes", Assert.Throws<ArgumentException>(() => report.Save(_folder["run.html"])).Message);
        Assert.Empty(_folder.Files);
        Assert.Throws<ArgumentNullException>(() => new TrainingReport(null!));
    }

    // In the browser, at the width of a telephone and of a desk: everything is there, nothing is cut off, no text lies on another.
    [Theory]
    [InlineData("Residual", 400)]
    [InlineData("Residual", 1600)]
    [InlineData("Branches", 400)]
    public void InABrowser_EverythingIsDrawn_AndFits(string name, int width)
    {
        string path = _folder["run.html"];
        Report(name).Save(path);
        JsonElement seen = Chromium.Evaluate(path, width,
            """
            (() => {
              const all = (selector, root = page) => [...root.querySelectorAll(selector)];
              const box = element => element.getBoundingClientRect();
              const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
              const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
              const overlaps = root => { const t = all("text", root); return t.flatMap((a, i) => t.slice(i + 1).filter(b => !apart(box(a), box(b))).map(b => a.textContent + " | " + b.textContent)); };
              return {
                sections: all("section").map(section => section.id),
                pageWidth: page.documentElement.scrollWidth,
                brokenImages: all("img").filter(image => image.naturalWidth === 0).length,
                images: all("img").length,
                charts: all(".chart svg").map(svg => ({
                  lines: all("polyline", svg).map(line => ({ points: line.points.length, width: line.getBBox().width, height: line.getBBox().height, inside: inside(box(line), box(svg)) })),
                  smallest: Math.min(...all("text", svg).map(text => box(text).height)),
                  overlaps: overlaps(svg),
                })),
                boxes: all(".network g").length,
                links: all(".network .link").map(link => Math.round(link.getTotalLength())),
                outside: all(".network g").flatMap(group => all("text", group).filter(text => !inside(box(text), box(group.firstElementChild))).map(text => text.textContent)),
                networkOverlaps: all(".network g").flatMap(group => overlaps(group)),
                heat: all(".heat .cells").map(row => row.children.length),
                cellWidth: Math.min(...all(".heat .cells i").map(cell => box(cell).width)),
                matrix: all(".matrix tbody tr").map(row => all("td", row).length),
                rows: all(".layers tbody tr").length,
                styled: getComputedStyle(page.querySelector("h1")).fontSize,
              };
            })()
            """);
        Assert.Equal(["learning", "gradients", "confusion", "mistakes", "filters", "network"], seen.GetProperty("sections").EnumerateArray().Select(id => id.GetString()));
        Assert.True(seen.GetProperty("pageWidth").GetInt32() <= width, $"The page is {seen.GetProperty("pageWidth")} wide in {width}.");
        Assert.Equal(0, seen.GetProperty("brokenImages").GetInt32());
        INetwork network = networks[name];
        int classes = network.OutputShape.Channels, filters = network.ParameterInfos[0].Dimensions[0];
        Assert.Equal(24 + filters, seen.GetProperty("images").GetInt32());

        JsonElement[] charts = [.. seen.GetProperty("charts").EnumerateArray()];
        Assert.Equal([2, 2, 1, 1], charts.Select(chart => chart.GetProperty("lines").GetArrayLength()));
        foreach (JsonElement chart in charts)
        {
            Assert.Empty(chart.GetProperty("overlaps").EnumerateArray().Select(pair => pair.GetString()));
            Assert.InRange(chart.GetProperty("smallest").GetDouble(), 9, 40);
            foreach (JsonElement line in chart.GetProperty("lines").EnumerateArray())
            {
                Assert.Equal(Epochs, line.GetProperty("points").GetInt32());
                Assert.True(line.GetProperty("inside").GetBoolean());
                // In the chart's own 420 × 250 or 165.
                Assert.InRange(line.GetProperty("width").GetDouble(), 340, 360);
                Assert.InRange(line.GetProperty("height").GetDouble(), 60, 210);
            }
        }
        Assert.Empty(seen.GetProperty("outside").EnumerateArray().Select(text => text.GetString()));
        Assert.Empty(seen.GetProperty("networkOverlaps").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal(name == "Residual" ? (13, 14) : (10, 11), (seen.GetProperty("boxes").GetInt32(), seen.GetProperty("links").GetArrayLength()));
        Assert.All(seen.GetProperty("links").EnumerateArray(), length => Assert.InRange(length.GetInt32(), 10, 2000));
        Assert.All(seen.GetProperty("heat").EnumerateArray(), row => Assert.Equal(Epochs, row.GetInt32()));
        Assert.InRange(seen.GetProperty("cellWidth").GetDouble(), 4, 200);
        Assert.Equal(Enumerable.Repeat(classes, classes), seen.GetProperty("matrix").EnumerateArray().Select(row => row.GetInt32()));
        Assert.Equal(network.Layers.Length, seen.GetProperty("rows").GetInt32());
        Assert.NotEqual("32px", seen.GetProperty("styled").GetString());
    }

    // What is seen: the page is light or dark, and the lines, the matrix and the boxes have their colours on it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnTheScreen_TheColoursAreThere(bool dark)
    {
        string path = _folder["run.html"];
        Report("Residual").Save(path);
        ImageResult screen = Chromium.Screenshot(path, 1600, 4200, dark);
        Assert.Equal((1600, 4200), (screen.Width, screen.Height));
        (int R, int G, int B) page = dark ? (0x10, 0x13, 0x19) : (0xf5, 0xf6, 0xf8), card = dark ? (0x18, 0x1d, 0x25) : (0xff, 0xff, 0xff);
        (int R, int G, int B) training = dark ? (0x79, 0xa5, 0xff) : (0x2c, 0x6b, 0xd6), validation = dark ? (0xf0, 0xa0, 0x4b) : (0xcf, 0x6a, 0x0a), weighted = dark ? (0x1d, 0x2a, 0x42) : (0xea, 0xf1, 0xfd);
        Assert.Equal(page, At(2, 2));
        Assert.InRange(Count(page), 1_000_000, 6_000_000);
        Assert.InRange(Count(card), 500_000, 5_000_000);
        // A line through each of two charts, at least one whole pixel for each of their 480 columns. The matrix has the training's colour too.
        Assert.InRange(Count(training, 40), 2 * 480, 400_000);
        Assert.InRange(Count(validation, 40), 2 * 480, 20_000);
        // Boxes of 312×46 for four convolutions, a projection and a linear layer, less their text.
        Assert.InRange(Count(weighted), 4 * 312 * 46, 6 * 312 * 46);

        (int, int, int) At(int x, int y) => (screen.Data[3 * (y * 1600 + x)], screen.Data[3 * (y * 1600 + x) + 1], screen.Data[3 * (y * 1600 + x) + 2]);

        int Count((int R, int G, int B) colour, int tolerance = 0)
        {
            int count = 0;
            for (int i = 0; i < screen.Data.Length; i += 3)
            {
                if (Math.Abs(screen.Data[i] - colour.R) <= tolerance && Math.Abs(screen.Data[i + 1] - colour.G) <= tolerance && Math.Abs(screen.Data[i + 2] - colour.B) <= tolerance) count++;
            }
            return count;
        }
    }

    private TrainingReport Report(string name)
    {
        var report = new TrainingReport(networks[name]) { Description = "Noise, without a recipe.", Normalization = new Normalization(name == "Residual" ? [0.5f] : [0.5f, 0.5f, 0.5f], name == "Residual" ? [0.25f] : [0.25f, 0.25f, 0.25f]) };
        for (int epoch = 1; epoch <= Epochs; epoch++) report.Add(Epoch(epoch));
        report.Evaluate(Images(name, 300));
        return report;
    }

    private static EpochReport Epoch(int epoch) => new(epoch, 2.3 / epoch, 1 - 0.8 / epoch, 2.4 / epoch + 0.1, 1 - 0.9 / epoch, 12_345.6, TimeSpan.FromSeconds(epoch))
    {
        LearningRate = 0.01 / epoch,
        GradientNorm = 1.5 / epoch,
        LayerGradientNorms = [new("conv1", 0.03 / epoch), new("same.conv1", 0.2 / epoch), new("half.downsample.0", 0.7 / epoch), new("linear1", 1.1 / epoch)],
    };

    private Dataset<int> Images(string name, int count)
    {
        Shape shape = networks[name].InputShape;
        var random = new Random(1);
        return Dataset.Create([.. Enumerable.Range(0, count * shape.Length).Select(_ => (float)(4 * random.NextDouble() - 2))], [.. Enumerable.Range(0, count).Select(i => i % 4)], shape);
    }

    private static string[] Sections(string html) => [.. Regex.Matches(html, "<section id=\"([a-z]+)\"").Select(match => match.Groups[1].Value)];
}
