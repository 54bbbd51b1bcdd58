namespace Fovea;

/// <summary>What training is judged by: a number of an epoch's report, and whether less or more of it is better.</summary>
public sealed class Objective
{
    private readonly Func<EpochReport, double?> _read;

    private Objective(string name, bool isMaximized, Func<EpochReport, double?> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(read);
        (Name, IsMaximized, _read) = (name, isMaximized, read);
    }

    /// <summary>The validation loss; where there is none, the training loss.</summary>
    public static Objective Loss { get; } = Minimize("loss", report => report.ValidationLoss ?? report.Loss);

    /// <summary>The validation accuracy.</summary>
    public static Objective ValidationAccuracy { get; } = Maximize("validation accuracy", report => report.ValidationAccuracy);

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>Whether more is better.</summary>
    public bool IsMaximized { get; }

    /// <summary>A number of which less is better.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="read">Where it is in a report.</param>
    public static Objective Minimize(string name, Func<EpochReport, double?> read) => new(name, isMaximized: false, read);

    /// <summary>A number of which more is better.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="read">Where it is in a report.</param>
    public static Objective Maximize(string name, Func<EpochReport, double?> read) => new(name, isMaximized: true, read);

    /// <summary>The number in a report.</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="InvalidOperationException">The report has none.</exception>
    public double Value(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return _read(report) ?? throw new InvalidOperationException($"The report of epoch {report.Epoch} has no {Name}. Pass validation data, or watch something else.");
    }

    /// <summary>Whether a value is better than the best so far, by more than a margin. NaN is never better; anything else is better than NaN, which stands for none so far.</summary>
    /// <param name="value">The value.</param>
    /// <param name="best">The best so far.</param>
    /// <param name="margin">By how much it must be better.</param>
    public bool IsBetter(double value, double best, double margin = 0)
    {
        if (double.IsNaN(value) || double.IsNaN(best)) return !double.IsNaN(value);
        return IsMaximized ? value > best + margin : value < best - margin;
    }
}
