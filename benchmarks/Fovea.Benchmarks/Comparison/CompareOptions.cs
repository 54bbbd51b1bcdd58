using System.Globalization;

namespace Fovea.Benchmarks.Comparison;

/// <summary>What to compare.</summary>
internal sealed record CompareOptions
{
    public const string Usage = "compare [--networks NET,…] [--passes infer,train,cold] [--batches 1,16] [--threads 1,2] [--seconds S] [--markdown FILE]";

    public IReadOnlyList<Subject> Networks { get; init; } = [.. Subject.All.Where(subject => subject.Name is not ("lenet5" or "resnet50"))];

    public IReadOnlyList<string> Passes { get; init; } = ["infer", "train", "cold"];

    /// <summary>Of inference. Training takes 32 images, or 8 of the large networks.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1, 16];

    public IReadOnlyList<int> Threads { get; init; } = [1, 2];

    /// <summary>For each contender in each row.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>A file for the tables besides the console.</summary>
    public string? Markdown { get; init; }

    /// <exception cref="FormatException">This is no such command line.</exception>
    public static CompareOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length % 2 != 0) throw new FormatException(Usage);
        var options = new CompareOptions();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--networks" => options with { Networks = [.. value.Split(',').Select(Subject.Find)] },
                "--passes" => options with { Passes = [.. value.Split(',').Select(pass => pass is "infer" or "train" or "cold" ? pass : throw new FormatException(Usage))] },
                "--batches" => options with { Batches = Numbers(value) },
                "--threads" => options with { Threads = Numbers(value) },
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--markdown" => options with { Markdown = value },
                _ => throw new FormatException(Usage),
            };
        }
        return options;

        static int[] Numbers(string list) => [.. list.Split(',').Select(item => int.Parse(item, CultureInfo.InvariantCulture))];
    }
}
