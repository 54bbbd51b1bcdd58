using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fovea.Tests;

/// <summary>A browser without a window. Tests that need it are skipped, and say so, where there is none.</summary>
internal static class Chromium
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>A page as it looks.</summary>
    /// <returns>Its pixels, red, green and blue, row by row.</returns>
    public static StbImageSharp.ImageResult Screenshot(string page, int width, int height, bool dark)
    {
        string picture = Path.ChangeExtension(page, dark ? ".dark.png" : ".png");
        Run(page, width, height, dark, $"--screenshot={picture}");
        return StbImageSharp.ImageResult.FromMemory(File.ReadAllBytes(picture), StbImageSharp.ColorComponents.RedGreenBlue);
    }

    /// <summary>Opens a page in a frame of a width, and evaluates an expression with the frame's <c>page</c> document.</summary>
    /// <param name="page">The page.</param>
    /// <param name="width">The frame's width; a window cannot be as narrow as a telephone.</param>
    /// <param name="expression">JavaScript, whose value is turned into JSON.</param>
    public static JsonElement Evaluate(string page, int width, string expression)
    {
        string frame = Path.ChangeExtension(page, ".frame.html");
        File.WriteAllText(frame, $$"""
            <!DOCTYPE html>
            <iframe id="frame" src="{{Path.GetFileName(page)}}" style="border: 0; width: {{width}}px; height: 3000px"></iframe>
            <pre id="result"></pre>
            <script>
            document.getElementById("frame").onload = () => {
              const page = document.getElementById("frame").contentDocument;
              let value;
              try { value = {{expression}}; } catch (error) { value = "error: " + error; }
              document.getElementById("result").textContent = JSON.stringify(value);
            };
            </script>
            """);
        string dom = Run(frame, Math.Max(width, 500), 3000, dark: false, "--allow-file-access-from-files", "--dump-dom");
        Match result = Regex.Match(dom, "<pre id=\"result\">(.*?)</pre>", RegexOptions.Singleline);
        Assert.True(result.Success && result.Groups[1].Value != "", "The page was not loaded.\n" + dom[..Math.Min(dom.Length, 2000)]);
        return JsonDocument.Parse(System.Net.WebUtility.HtmlDecode(result.Groups[1].Value)).RootElement;
    }

    private static string Run(string page, int width, int height, bool dark, params string[] arguments)
    {
        Assert.SkipWhen(Program is null, "There is no chromium in PATH (Debian: apt-get install chromium).");
        using var profile = new TemporaryFolder();
        var start = new ProcessStartInfo(Program!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            $"--user-data-dir={profile[""]}", $"--window-size={width},{height}", $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}", .. arguments, new Uri(page).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("chromium did not end within two minutes.");
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"chromium ended with {process.ExitCode}.\n{errors.Result}");
        return output.Result;
    }
}
