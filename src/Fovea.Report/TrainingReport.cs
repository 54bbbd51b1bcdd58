using Fovea.Reports;

namespace Fovea;

/// <summary>
/// A training as one HTML file: curves, confusion matrix, worst mistakes, filters, gradients layer by layer, and the network, drawn and as a table. The file has no script
/// and loads nothing from elsewhere. What is not known, for want of epochs or of an evaluation, is left out.
/// <code>
/// var report = new TrainingReport(network) { Title = "Digits" };
/// foreach (EpochReport epoch in trainer.Fit(training, epochs: 10, validation)) report.Add(epoch);
/// report.Evaluate(validation);
/// report.Save("run.html");
/// </code>
/// </summary>
/// <param name="network">The network. Its filters are shown as they are when the report is saved.</param>
public sealed class TrainingReport(IParameterized network)
{
    /// <summary>How many of the worst mistakes are shown.</summary>
    private const int MistakesShown = 24;

    private readonly IParameterized _network = network ?? throw new ArgumentNullException(nameof(network));
    private readonly List<EpochReport> _epochs = [];
    private Findings? _findings;

    /// <summary>The report's heading. Default: the network's class.</summary>
    public string Title { get; init; } = network?.GetType().Name ?? "";

    /// <summary>A sentence or two under the heading: on what data, with what recipe. Default: none.</summary>
    public string? Description { get; init; }

    /// <summary>What the classes are called, by label. Default: their numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What the images were normalised with, to show them as they were. Default: none, and images are shown from their darkest to their brightest value.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Adds an epoch.</summary>
    /// <param name="epoch">What <c>Trainer.Fit</c> reports of it.</param>
    public void Add(EpochReport epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _epochs.Add(epoch);
    }

    /// <summary>Runs the network, as it is now, over labelled images: for the confusion matrix and, where an image has one label, the mistakes. Replaces an earlier evaluation.</summary>
    /// <param name="data">Images that it was not trained on.</param>
    /// <param name="batchSize">Images to run at once.</param>
    /// <exception cref="NotSupportedException">The network's height and width are left to run time.</exception>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    public void Evaluate(IDataset<int> data, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_network is not INetwork sized)
            throw new NotSupportedException($"{_network.GetType().Name} leaves height and width to run time, so that a dataset does not say how to run it.");
        _findings = Findings.Collect(sized, data, batchSize, MistakesShown);
    }

    /// <summary>Writes the report. Written to a temporary file, then moved: a crash leaves the old one.</summary>
    /// <param name="path">The file to write or replace: <c>run.html</c>.</param>
    /// <exception cref="ArgumentException">There are fewer class names than classes.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string html = ToHtml();
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(html);
        });
    }

    /// <summary>The report as text.</summary>
    /// <exception cref="ArgumentException">There are fewer class names than classes.</exception>
    public string ToHtml()
    {
        if (_findings is { } findings && ClassNames is { } names && names.Count < findings.Confusion.Classes)
            throw new ArgumentException($"There are {names.Count} class names, and {findings.Confusion.Classes} classes.");
        return Page.Write(Title, Description,
        [
            SummarySection.Write(_network, _epochs, _findings),
            LearningSection.Write(_epochs),
            GradientsSection.Write(_epochs),
            ConfusionSection.Write(_findings, ClassName),
            MistakesSection.Write(_findings, ClassName, Normalization),
            FiltersSection.Write(_network),
            NetworkSection.Write(_network),
        ]);
    }

    private string ClassName(int label) => ClassNames?[label] ?? Format.Count(label);
}
