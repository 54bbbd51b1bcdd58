using System.Globalization;

namespace Fovea.Samples;

/// <summary>What the command line of a sample can say.</summary>
public sealed record SampleOptions
{
    /// <summary>A folder with data of the user's own.</summary>
    public string? Data { get; init; }

    public int Epochs { get; init; }

    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A short run, to see that all works.</summary>
    public bool Quick { get; init; }

    /// <summary>Whatever it takes for the best result, instead of the plain way; of samples that have both.</summary>
    public bool Recipe { get; init; }

    /// <summary>Reads a command line. On a mistake, or for help, writes the usage and returns null.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="epochs">How many epochs there are by default; 0: there is no training to choose a length for.</param>
    /// <param name="data">What a folder given with <c>--data</c> holds; null: there is no such option.</param>
    /// <param name="recipe">What <c>--recipe</c> does; null: there is no such option.</param>
    public static SampleOptions? Parse(string[] arguments, int epochs = 0, string? data = null, string? recipe = null)
    {
        var options = new SampleOptions { Epochs = epochs };
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                string name = arguments[i];
                string Text() => ++i < arguments.Length ? arguments[i] : throw new FormatException($"{name} needs a value.");
                int Number(int least) => int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least
                    ? number
                    : throw new FormatException($"{name} is a whole number of at least {least}, not '{arguments[i]}'.");
                options = name switch
                {
                    "--data" when data is not null => options with { Data = Text() },
                    "--epochs" when epochs > 0 => options with { Epochs = Number(1) },
                    "--seed" => options with { Seed = Number(0) },
                    "--threads" => options with { Threads = Number(1) },
                    "--quick" => options with { Quick = true, Epochs = 1 },
                    "--recipe" when recipe is not null => options with { Recipe = true },
                    "--help" or "-h" => throw new FormatException(""),
                    _ => throw new FormatException($"'{name}' is no option."),
                };
            }
            return options;
        }
        catch (FormatException exception)
        {
            if (exception.Message != "") Console.Error.WriteLine(exception.Message);
            if (data is not null) Console.Error.WriteLine($"--data DIR     {data}");
            if (epochs > 0) Console.Error.WriteLine($"--epochs N     times to go through the images ({epochs})");
            Console.Error.WriteLine($"""
                --seed N       of weights, order and drawing (1)
                --threads N    at most so many ({Environment.ProcessorCount})
                --quick        a short run, to see that all works
                """);
            if (recipe is not null) Console.Error.WriteLine($"--recipe       {recipe}");
            return null;
        }
    }
}
