using System.Globalization;

namespace Fovea.Benchmarks.Measurements;

/// <summary>What to measure: <c>train|infer|fit|cold NET --seconds S --batch B --threads T</c>.</summary>
internal sealed record MeasureOptions(string Mode, string Network)
{
    public const string Usage = "measure train|infer|fit|cold lenet|lenet5|segnet|resnet20|mbv1_025|mbv2_035|alexnet|resnet18|resnet50 [--seconds S] [--batch B] [--threads T] [--with Fovea|\"ONNX Runtime\"]";

    public double Seconds { get; init; } = 5;

    public int Batch { get; init; } = 32;

    public int Threads { get; init; } = 1;

    /// <summary>Who runs it.</summary>
    public string With { get; init; } = "Fovea";

    /// <summary>For the process that is started cold.</summary>
    public string Weights { get; init; } = "";

    /// <inheritdoc cref="Weights"/>
    public string Model { get; init; } = "";

    /// <exception cref="FormatException">This is no such command line.</exception>
    public static MeasureOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 2 || arguments.Length % 2 != 0 || arguments[0] is not ("train" or "infer" or "fit" or "cold" or "first")) throw new FormatException(Usage);
        var options = new MeasureOptions(arguments[0], arguments[1]);
        for (int i = 2; i < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--batch" => options with { Batch = int.Parse(value, CultureInfo.InvariantCulture) },
                "--threads" => options with { Threads = int.Parse(value, CultureInfo.InvariantCulture) },
                "--with" => options with { With = value },
                "--weights" => options with { Weights = value },
                "--model" => options with { Model = value },
                _ => throw new FormatException(Usage),
            };
        }
        return options;
    }
}
