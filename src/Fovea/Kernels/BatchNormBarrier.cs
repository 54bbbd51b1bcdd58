using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>What a batch normalisation does between segments: brings the chunks' statistics together, in double precision and in chunk order. Channels' numbers lie a stride apart, kind after kind.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BatchNormBarrier
{
    /// <summary>
    /// The batch's mean and 1/√(var + eps), and the running statistics: normalised with the biased variance, stored the unbiased, as PyTorch does. Where they are frozen, the running ones.
    /// </summary>
    public static void Forward(in Barrier barrier, int statistics, int shared, int channels, int stride, int pixels, float eps, double momentum, int runningMean, int runningVariance, int batches, string layer)
    {
        if (barrier.IsFrozen(runningMean))
        {
            for (int channel = 0; channel < channels; channel++)
            {
                Unsafe.Add(ref barrier.Shared, shared + channel) = Unsafe.Add(ref barrier.Buffers, runningMean + channel);
                Unsafe.Add(ref barrier.Shared, shared + stride + channel) = 1f / MathF.Sqrt(Unsafe.Add(ref barrier.Buffers, runningVariance + channel) + eps);
            }
            return;
        }
        long count = (long)barrier.Images * pixels;
        if (count < 2) throw new InvalidOperationException($"'{layer}' expected more than one value per channel when training, and found one: a batch of one image of one pixel has no variance.");
        int length = barrier.Statistics.Length / barrier.Chunks;
        for (int channel = 0; channel < channels; channel++)
        {
            // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
            double seen = 0, mean = 0, squares = 0;
            for (int chunk = 0; chunk < barrier.Chunks; chunk++)
            {
                double values = (double)barrier.CountOf(chunk) * pixels;
                double delta = barrier.Statistics[chunk * length + statistics + channel] - mean;
                double total = seen + values;
                mean += delta * values / total;
                squares += barrier.Statistics[chunk * length + statistics + stride + channel] + delta * delta * seen * values / total;
                seen = total;
            }
            Unsafe.Add(ref barrier.Shared, shared + channel) = (float)mean;
            Unsafe.Add(ref barrier.Shared, shared + stride + channel) = (float)(1 / Math.Sqrt(squares / count + eps));
            ref float oldMean = ref Unsafe.Add(ref barrier.Buffers, runningMean + channel);
            oldMean = (float)((1 - momentum) * oldMean + momentum * mean);
            ref float oldVariance = ref Unsafe.Add(ref barrier.Buffers, runningVariance + channel);
            oldVariance = (float)((1 - momentum) * oldVariance + momentum * squares / (count - 1));
        }
        Unsafe.Add(ref barrier.Buffers, batches)++;
    }

    /// <summary>The means of dy and dy·x̂ for the input's gradient; their sums are the bias's and the weight's. Frozen statistics do not depend on the input: no means then.</summary>
    public static void Backward(in Barrier barrier, int statistics, int shared, int channels, int stride, int pixels, int weight, int bias, int runningMean)
    {
        double count = barrier.IsFrozen(runningMean) ? double.PositiveInfinity : (double)barrier.Images * pixels;
        int length = barrier.Statistics.Length / barrier.Chunks;
        for (int channel = 0; channel < channels; channel++)
        {
            double sum = 0, product = 0;
            for (int chunk = 0; chunk < barrier.Chunks; chunk++)
            {
                sum += barrier.Statistics[chunk * length + statistics + channel];
                product += barrier.Statistics[chunk * length + statistics + stride + channel];
            }
            Unsafe.Add(ref barrier.Shared, shared + 2 * stride + channel) = (float)(sum / count);
            Unsafe.Add(ref barrier.Shared, shared + 3 * stride + channel) = (float)(product / count);
            if (weight >= 0) Unsafe.Add(ref barrier.Gradients, weight + channel) += (float)product;
            if (bias >= 0) Unsafe.Add(ref barrier.Gradients, bias + channel) += (float)sum;
        }
    }
}
