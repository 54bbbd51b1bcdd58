namespace Fovea.Tests.Numerics;

/// <summary>A loss and its arguments, in the words of the conformance cases.</summary>
internal sealed record Loss(string Type, NodeAttributes Attributes)
{
    /// <summary>Whether targets are class labels.</summary>
    public bool OnLabels => Type is "cross_entropy" or "nll";

    /// <summary>Its value and its gradient, each as its reduction defines it.</summary>
    public (double Value, Tensor Gradient) Evaluate(Tensor output, Tensor target) => Type switch
    {
        "dot" => (Enumerable.Range(0, output.Data.Length).Sum(i => output.Data[i] * target.Data[i]), target.Clone()),
        "cross_entropy" or "nll" => OverClasses(output, target),
        "bce" => Pointwise(
            output,
            target,
            (x, t) => -(t * Math.Max(Math.Log(x), -100) + (1 - t) * Math.Max(Math.Log(1 - x), -100)),
            (x, t) => (x - t) / Math.Max(x * (1 - x), 1e-12)),
        "bce_with_logits" => Pointwise(
            output,
            target,
            (x, t) => (1 - t) * x + (1 + (PositiveWeight - 1) * t) * (Elementwise.Log1p(Math.Exp(-Math.Abs(x))) + Math.Max(-x, 0)),
            (x, t) => 1 - t - (1 + (PositiveWeight - 1) * t) * Elementwise.Sigmoid(-x)),
        "mse" => Pointwise(output, target, (x, t) => (x - t) * (x - t), (x, t) => 2 * (x - t)),
        "l1" => Pointwise(output, target, (x, t) => Math.Abs(x - t), (x, t) => Math.Sign(x - t)),
        "smooth_l1" => Pointwise(
            output,
            target,
            (x, t) => Math.Abs(x - t) < Beta ? (x - t) * (x - t) / (2 * Beta) : Math.Abs(x - t) - Beta / 2,
            (x, t) => Math.Abs(x - t) < Beta ? (x - t) / Beta : Math.Sign(x - t)),
        "huber" => Pointwise(
            output,
            target,
            (x, t) => Math.Abs(x - t) <= Delta ? (x - t) * (x - t) / 2 : Delta * (Math.Abs(x - t) - Delta / 2),
            (x, t) => Math.Clamp(x - t, -Delta, Delta)),
        _ => throw new NotSupportedException($"The reference has no loss '{Type}'."),
    };

    /// <summary>Distances from the kinks of the losses that have any.</summary>
    public double Margin(Tensor output, Tensor target)
    {
        double[] kinks = Type switch { "l1" => [0], "smooth_l1" => [Beta], "huber" => [Delta], _ => [] };
        return (from kink in kinks from i in Enumerable.Range(0, output.Data.Length) select Math.Abs(Math.Abs(output.Data[i] - target.Data[i]) - kink))
            .DefaultIfEmpty(double.PositiveInfinity).Min();
    }

    private bool IsSum => Attributes.Text("reduction", "mean") == "sum";

    private double PositiveWeight => Attributes.Double("pos_weight", 1);

    private double Beta => Attributes.Double("beta", 1);

    private double Delta => Attributes.Double("delta", 1);

    private (double, Tensor) Pointwise(Tensor output, Tensor target, Func<double, double, double> value, Func<double, double, double> derivative)
    {
        double divisor = IsSum ? 1 : output.Data.Length, sum = 0;
        Tensor gradient = output.Like();
        for (int i = 0; i < output.Data.Length; i++)
        {
            sum += value(output.Data[i], target.Data[i]) / divisor;
            gradient.Data[i] = derivative(output.Data[i], target.Data[i]) / divisor;
        }

        return (sum, gradient);
    }

    // Targets lie in order N×H×W. The mean divides by the weights of the targets that count.
    private (double, Tensor) OverClasses(Tensor output, Tensor target)
    {
        bool smooths = Type == "cross_entropy";
        Tensor log = smooths ? LogSoftmaxOverChannels.Of(output) : output, direct = output.Like();
        double smoothing = smooths ? Attributes.Double("label_smoothing", 0) : 0, sum = 0, norm = 0;
        int ignored = Attributes.Int("ignore_index", -100);
        double[] weights = Attributes.Has("class_weight") ? Attributes.Doubles("class_weight") : [.. Enumerable.Repeat(1.0, output.C)];
        int index = 0;
        LogSoftmaxOverChannels.EachPixel(output, pixel =>
        {
            int label = (int)target.Data[index++];
            if (label == ignored) return;
            norm += weights[label];
            for (int c = 0; c < pixel.Length; c++)
            {
                double share = weights[c] * ((c == label ? 1 - smoothing : 0) + smoothing / output.C);
                sum -= share * log.Data[pixel[c]];
                direct.Data[pixel[c]] -= share;
            }
        });

        Tensor gradient = direct;
        if (smooths)
        {
            // Through the softmax: the gradient of log p is what the shares leave of their sum.
            gradient = output.Like();
            LogSoftmaxOverChannels.EachPixel(output, pixel =>
            {
                double total = pixel.Sum(i => direct.Data[i]);
                foreach (int i in pixel) gradient.Data[i] = direct.Data[i] - Math.Exp(log.Data[i]) * total;
            });
        }

        if (IsSum) return (sum, gradient);
        // Where no label counts, the mean is 0/0 but its gradient is 0, as PyTorch has it.
        return (sum / norm, new Tensor(gradient.Shape, gradient.Data.Select(value => norm == 0 ? 0 : value / norm)));
    }
}
