using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>What a batch normalisation does between segments: brings the chunks' statistics together, in double precision and in chunk order. Channels' numbers lie a stride apart, kind after kind.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BatchNormBarrier
{
    // Channels at a time, since one channel's sums wait for each other; those of a line of memory.
    private const int Together = 8, Line = 16;

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
        Span<double> means = stackalloc double[Together], squares = stackalloc double[Together];
        Ask(in barrier, statistics, stride);
        for (int first = 0; first < channels; first += Together)
        {
            if (first % Line == 0 && first + Line < channels) Ask(in barrier, statistics + first + Line, stride);
            // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
            Vector256<double> meanLower = default, meanUpper = default, squaresLower = default, squaresUpper = default;
            double seen = 0;
            for (int chunk = 0; chunk < barrier.Chunks; chunk++)
            {
                double values = (double)barrier.CountOf(chunk) * pixels, share = values / (seen + values), between = seen * share;
                (Vector256<double> deltaLower, Vector256<double> deltaUpper) = Load(in barrier, chunk, statistics + first);
                (Vector256<double> ownLower, Vector256<double> ownUpper) = Load(in barrier, chunk, statistics + stride + first);
                deltaLower -= meanLower;
                deltaUpper -= meanUpper;
                meanLower += deltaLower * share;
                meanUpper += deltaUpper * share;
                squaresLower += ownLower + deltaLower * deltaLower * between;
                squaresUpper += ownUpper + deltaUpper * deltaUpper * between;
                seen += values;
            }
            Store(meanLower, meanUpper, means);
            Store(squaresLower, squaresUpper, squares);
            for (int i = 0; i < Math.Min(Together, channels - first); i++)
            {
                int channel = first + i;
                Unsafe.Add(ref barrier.Shared, shared + channel) = (float)means[i];
                Unsafe.Add(ref barrier.Shared, shared + stride + channel) = (float)(1 / Math.Sqrt(squares[i] / count + eps));
                ref float oldMean = ref Unsafe.Add(ref barrier.Buffers, runningMean + channel);
                oldMean = (float)((1 - momentum) * oldMean + momentum * means[i]);
                ref float oldVariance = ref Unsafe.Add(ref barrier.Buffers, runningVariance + channel);
                oldVariance = (float)((1 - momentum) * oldVariance + momentum * squares[i] / (count - 1));
            }
        }
        Unsafe.Add(ref barrier.Buffers, batches)++;
    }

    /// <summary>The means of dy and dy·x̂ for the input's gradient; their sums are the bias's and the weight's. Frozen statistics do not depend on the input: no means then.</summary>
    public static void Backward(in Barrier barrier, int statistics, int shared, int channels, int stride, int pixels, int weight, int bias, int runningMean)
    {
        double count = barrier.IsFrozen(runningMean) ? double.PositiveInfinity : (double)barrier.Images * pixels;
        Span<double> sums = stackalloc double[Together], products = stackalloc double[Together];
        Ask(in barrier, statistics, stride);
        for (int first = 0; first < channels; first += Together)
        {
            if (first % Line == 0 && first + Line < channels) Ask(in barrier, statistics + first + Line, stride);
            Vector256<double> sumLower = default, sumUpper = default, productLower = default, productUpper = default;
            for (int chunk = 0; chunk < barrier.Chunks; chunk++)
            {
                (Vector256<double> lower, Vector256<double> upper) = Load(in barrier, chunk, statistics + first);
                sumLower += lower;
                sumUpper += upper;
                (lower, upper) = Load(in barrier, chunk, statistics + stride + first);
                productLower += lower;
                productUpper += upper;
            }
            Store(sumLower, sumUpper, sums);
            Store(productLower, productUpper, products);
            for (int i = 0; i < Math.Min(Together, channels - first); i++)
            {
                int channel = first + i;
                Unsafe.Add(ref barrier.Shared, shared + 2 * stride + channel) = (float)(sums[i] / count);
                Unsafe.Add(ref barrier.Shared, shared + 3 * stride + channel) = (float)(products[i] / count);
                if (weight >= 0) Unsafe.Add(ref barrier.Gradients, weight + channel) += (float)products[i];
                if (bias >= 0) Unsafe.Add(ref barrier.Gradients, bias + channel) += (float)sums[i];
            }
        }
    }

    // Sixteen channels of every chunk are far apart, and half of them or more in other processors' caches: asked for while those before are summed up, they come together.
    private static void Ask(in Barrier barrier, int place, int stride)
    {
        ref float one = ref MemoryMarshal.GetReference(barrier.Statistics);
        int length = barrier.Statistics.Length / barrier.Chunks;
        for (int chunk = 0; chunk < barrier.Chunks; chunk++, one = ref Unsafe.Add(ref one, length))
        {
            Blocks.Prefetch(ref Unsafe.Add(ref one, place));
            Blocks.Prefetch(ref Unsafe.Add(ref one, place + stride));
        }
    }

    // A chunk's statistics of eight channels: there are whole sixteens of them, of which the last may be nobody's.
    private static (Vector256<double> Lower, Vector256<double> Upper) Load(in Barrier barrier, int chunk, int place) =>
        Vector256.Widen(Vector256.Create<float>(barrier.Statistics.Slice(chunk * (barrier.Statistics.Length / barrier.Chunks) + place, Together)));

    private static void Store(Vector256<double> lower, Vector256<double> upper, Span<double> to)
    {
        lower.CopyTo(to);
        upper.CopyTo(to[Vector256<double>.Count..]);
    }
}
