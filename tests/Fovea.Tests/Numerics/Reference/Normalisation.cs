namespace Fovea.Tests.Numerics;

/// <summary>
/// (x − mean) / √(variance + ε), then weight and bias. The kinds differ only in which numbers share a mean (the set)
/// and which share a weight.
/// </summary>
internal abstract class Normalisation : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, y = x.Like();
        (double[] mean, double[] deviation) = Statistics(step);
        step.Statistics = (mean = step.Disturb([.. mean]), deviation = step.Disturb([.. deviation]));
        for (int i = 0; i < x.Data.Length; i++)
        {
            double normal = (x.Data[i] - mean[Set(step, i)]) / deviation[Set(step, i)];
            if (step.Has("weight")) normal *= step.Parameter("weight").Data[Weight(step, i)];
            if (step.Has("bias")) normal += step.Parameter("bias").Data[Weight(step, i)];
            y.Data[i] = normal;
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, dx = step.InputGradient();
        (double[] mean, double[] deviation) = step.Statistics;
        double[] sum = new double[mean.Length], dot = new double[mean.Length], count = new double[mean.Length];
        var normal = new double[x.Data.Length];
        var g = new double[x.Data.Length];
        for (int i = 0; i < x.Data.Length; i++)
        {
            int set = Set(step, i);
            normal[i] = (x.Data[i] - mean[set]) / deviation[set];
            g[i] = dy.Data[i];
            if (step.Has("weight"))
            {
                step.ParameterGradient("weight").Data[Weight(step, i)] += dy.Data[i] * normal[i];
                g[i] *= step.Parameter("weight").Data[Weight(step, i)];
            }

            if (step.Has("bias")) step.ParameterGradient("bias").Data[Weight(step, i)] += dy.Data[i];
            sum[set] += g[i];
            dot[set] += g[i] * normal[i];
            count[set]++;
        }

        step.Disturb(sum);
        step.Disturb(dot);
        for (int i = 0; i < x.Data.Length; i++)
        {
            int set = Set(step, i);
            double through = OwnStatistics(step) ? (sum[set] + normal[i] * dot[set]) / count[set] : 0;
            dx.Data[i] += (g[i] - through) / deviation[set];
        }
    }

    protected abstract int Sets(Step step);

    protected abstract int Set(Step step, int index);

    protected virtual int Weight(Step step, int index) => index / step.X.Plane % step.X.C;

    /// <summary>Whether mean and variance are the input's own, and so have gradients.</summary>
    protected virtual bool OwnStatistics(Step step) => true;

    protected virtual (double[] Mean, double[] Deviation) Statistics(Step step)
    {
        (double[] mean, double[] variance, _) = Moments(step);
        return (mean, Deviations(step, variance));
    }

    protected static double[] Deviations(Step step, IEnumerable<double> variance) => [.. variance.Select(value => Math.Sqrt(value + step.Attributes.Double("eps", 1e-5)))];

    /// <summary>Means and biased variances.</summary>
    protected (double[] Mean, double[] Variance, int Count) Moments(Step step)
    {
        Tensor x = step.X;
        double[] mean = new double[Sets(step)], variance = new double[mean.Length];
        int count = x.Data.Length / mean.Length;
        for (int i = 0; i < x.Data.Length; i++) mean[Set(step, i)] += x.Data[i] / count;
        for (int i = 0; i < x.Data.Length; i++) variance[Set(step, i)] += Math.Pow(x.Data[i] - mean[Set(step, i)], 2) / count;
        return (mean, variance, count);
    }
}

/// <summary>One mean a channel, of the whole batch in training and running outside it; running variances are unbiased.</summary>
internal sealed class BatchNormalisation : Normalisation
{
    public override Tensor Forward(Step step)
    {
        Tensor y = base.Forward(step);
        if (step.Training && step.Node.Buffers.ContainsKey("running_mean"))
        {
            (double[] mean, double[] variance, int count) = Moments(step);
            if (count == 1) throw new ArgumentException("One value a channel has no variance.");
            double momentum = step.Attributes.Double("momentum", 0.1);
            Tensor runningMean = step.Buffer("running_mean"), runningVariance = step.Buffer("running_var");
            for (int c = 0; c < mean.Length; c++)
            {
                runningMean.Data[c] += momentum * (mean[c] - runningMean.Data[c]);
                runningVariance.Data[c] += momentum * (variance[c] * count / (count - 1) - runningVariance.Data[c]);
            }
        }

        return y;
    }

    protected override int Sets(Step step) => step.X.C;

    protected override int Set(Step step, int index) => index / step.X.Plane % step.X.C;

    protected override bool OwnStatistics(Step step) => step.Training;

    protected override (double[] Mean, double[] Deviation) Statistics(Step step) => step.Training
        ? base.Statistics(step)
        : (step.Buffer("running_mean").Data, Deviations(step, step.Buffer("running_var").Data));
}

/// <summary>One mean a group of channels of one image.</summary>
internal sealed class GroupNormalisation : Normalisation
{
    protected override int Sets(Step step) => step.X.N * step.Attributes.Int("groups");

    protected override int Set(Step step, int index) => index / (step.X.Image / step.Attributes.Int("groups"));
}

/// <summary>One mean a channel of one image.</summary>
internal sealed class InstanceNormalisation : Normalisation
{
    protected override int Sets(Step step) => step.X.N * step.X.C;

    protected override int Set(Step step, int index) => index / step.X.Plane;
}

/// <summary>One mean over the trailing dimensions, each of whose positions has its own weight.</summary>
internal sealed class LayerNormalisation : Normalisation
{
    protected override int Sets(Step step) => step.X.Data.Length / Size(step);

    protected override int Set(Step step, int index) => index / Size(step);

    protected override int Weight(Step step, int index) => index % Size(step);

    private static int Size(Step step) => step.Attributes.Has("normalized_shape") ? Tensor.Length(step.Attributes.Ints("normalized_shape")) : step.X.Image;
}

/// <summary>y = x / (k + α/size · Σ x²)^β over neighbouring channels; past the ends there are zeros, which count.</summary>
internal sealed class LocalResponseNormalisation : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, y = x.Like();
        double[] basis = Basis(step);
        for (int i = 0; i < y.Data.Length; i++) y.Data[i] = x.Data[i] * Math.Pow(basis[i], -Beta(step));
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, dx = step.InputGradient();
        double[] basis = Basis(step);
        double alpha = Alpha(step), beta = Beta(step);
        int size = step.Attributes.Int("size");
        for (int i = 0; i < x.Data.Length; i++)
        {
            dx.Data[i] += dy.Data[i] * Math.Pow(basis[i], -beta);
            double outer = -beta * dy.Data[i] * x.Data[i] * Math.Pow(basis[i], -beta - 1);
            foreach (int j in Neighbours(x, i, size)) dx.Data[j] += outer * alpha / size * 2 * x.Data[j];
        }
    }

    private static double Alpha(Step step) => step.Attributes.Double("alpha", 1e-4);

    private static double Beta(Step step) => step.Attributes.Double("beta", 0.75);

    private static double[] Basis(Step step)
    {
        int size = step.Attributes.Int("size");
        return [.. Enumerable.Range(0, step.X.Data.Length).Select(i =>
            step.Attributes.Double("k", 1) + Alpha(step) / size * Neighbours(step.X, i, size).Sum(j => step.X.Data[j] * step.X.Data[j]))];
    }

    private static IEnumerable<int> Neighbours(Tensor x, int index, int size)
    {
        int channel = index / x.Plane % x.C;
        for (int other = Math.Max(0, channel - size / 2); other <= Math.Min(x.C - 1, channel + (size - 1) / 2); other++) yield return index + (other - channel) * x.Plane;
    }
}

/// <summary>(x − mean) / deviation with constants of the network.</summary>
internal sealed class ConstantNormalisation : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, y = x.Like();
        double[] mean = step.Attributes.Doubles("mean");
        for (int i = 0; i < x.Data.Length; i++) y.Data[i] = (x.Data[i] - mean[Channel(x, i, mean)]) / Deviation(step, i);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        for (int i = 0; i < dy.Data.Length; i++) dx.Data[i] += dy.Data[i] / Deviation(step, i);
    }

    private static double Deviation(Step step, int index)
    {
        if (!step.Attributes.Has("deviation")) return 1;
        double[] deviation = step.Attributes.Doubles("deviation");
        return deviation[Channel(step.X, index, deviation)];
    }

    // One constant stands for all channels.
    private static int Channel(Tensor x, int index, double[] constants) => constants.Length == 1 ? 0 : index / x.Plane % x.C;
}
