using System.Globalization;

namespace Fovea;

/// <summary>What one epoch of training came to. Prints in one line.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">The mean of the batches' losses, weighted by their images, each as it was before its step.</param>
/// <param name="Accuracy">The share of training labels that were right, as the network was before each step, in training mode; null where targets are no labels.</param>
/// <param name="ValidationLoss">The mean loss on the validation data; null without any.</param>
/// <param name="ValidationAccuracy">The share of validation labels that are right; null without data or where targets are no labels.</param>
/// <param name="ImagesPerSecond">Training images a second; validation does not count.</param>
/// <param name="Elapsed">The epoch's time, validation included.</param>
public sealed record EpochReport(
    int Epoch, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double ImagesPerSecond, TimeSpan Elapsed)
{
    /// <summary>The learning rate of the epoch's last step, before the factors of parameter groups.</summary>
    public double LearningRate { get; init; }

    /// <summary>The mean over the epoch's steps of the gradients' Euclidean norm, before clipping.</summary>
    public double GradientNorm { get; init; }

    /// <summary>The same, layer by layer, in declaration order: where it falls towards the input, gradients vanish.</summary>
    public IReadOnlyList<LayerGradientNorm> LayerGradientNorms { get; init; } = [];

    /// <summary>What the network took each validation label for; null without data or where targets are no labels.</summary>
    public ConfusionMatrix? Validation { get; init; }

    /// <summary>The <see cref="Trainer{TNetwork, TTarget}.Metrics"/> on the validation data, in their order.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: loss {Loss:0.0000}");
        if (Accuracy is { } accuracy) text += string.Create(CultureInfo.InvariantCulture, $", accuracy {accuracy:P2}");
        if (ValidationLoss is { } loss) text += string.Create(CultureInfo.InvariantCulture, $", validation loss {loss:0.0000}");
        if (ValidationAccuracy is { } validation) text += string.Create(CultureInfo.InvariantCulture, $", validation accuracy {validation:P2}");
        foreach (MetricValue metric in Metrics) text += string.Create(CultureInfo.InvariantCulture, $", {metric.Name} {metric.Value:0.0000}");
        return text + string.Create(CultureInfo.InvariantCulture, $", {ImagesPerSecond:0} images/s, {Elapsed.TotalSeconds:0.0} s");
    }
}

/// <summary>The Euclidean norm of one layer's gradients.</summary>
/// <param name="Layer">The layer: its tensors' names without the last part.</param>
/// <param name="Norm">The norm.</param>
public readonly record struct LayerGradientNorm(string Layer, double Norm);

/// <summary>What a metric came to.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct MetricValue(string Name, double Value);
