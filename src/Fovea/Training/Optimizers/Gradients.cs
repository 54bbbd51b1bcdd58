using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea;

/// <summary>What is done to gradients before <c>Backward</c>, and between it and the optimizer's step.</summary>
public static unsafe class Gradients
{
    // PyTorch's.
    private const double Epsilon = 1e-6;

    /// <summary>Sets them to zero, many of them on <see cref="Compute.MaxDegreeOfParallelism"/> threads: <c>Backward</c> adds to what is there. PyTorch's <c>zero_grad</c>.</summary>
    /// <param name="gradients">The gradients.</param>
    public static void Clear(Span<float> gradients)
    {
        fixed (float* all = gradients)
        {
            var job = new ClearJob { Gradients = all, Length = gradients.Length, Parts = ParameterParts.Count(gradients.Length) };
            ParameterParts.Run(&ClearJob.Run, &job, job.Parts, job.Length);
        }
    }

    /// <summary>The Euclidean norm, summed up in double precision and always in the same order.</summary>
    /// <param name="gradients">The gradients.</param>
    public static double Norm(ReadOnlySpan<float> gradients)
    {
        Vector512<double> low = default, high = default;
        int whole = gradients.Length - gradients.Length % Vector512<float>.Count;
        foreach (Vector512<float> vector in MemoryMarshal.Cast<float, Vector512<float>>(gradients[..whole]))
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(vector);
            low += lower * lower;
            high += upper * upper;
        }
        double sum = Vector512.Sum(low + high);
        foreach (float gradient in gradients[whole..]) sum += (double)gradient * gradient;
        return Math.Sqrt(sum);
    }

    /// <summary>Shortens the gradients, taken as one vector, to a norm of at most <paramref name="maxNorm"/>. PyTorch's <c>clip_grad_norm_</c>.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="maxNorm">The largest norm, at least 0.</param>
    /// <returns>The norm before. Where it is infinite or NaN, so are gradients afterwards.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is negative or no number.</exception>
    public static double ClipNorm(Span<float> gradients, double maxNorm)
    {
        if (!(maxNorm >= 0)) throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "A norm is at least 0.");
        double norm = Norm(gradients), factor = maxNorm / (norm + Epsilon);
        // NaN is not left unsaid.
        if (!(factor >= 1))
        {
            foreach (ref float gradient in gradients) gradient *= (float)factor;
        }
        return norm;
    }

    /// <summary>Brings each gradient between −<paramref name="limit"/> and <paramref name="limit"/>. PyTorch's <c>clip_grad_value_</c>.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="limit">The largest magnitude, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative or no number.</exception>
    public static void ClipValue(Span<float> gradients, double limit)
    {
        if (!(limit >= 0)) throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is at least 0.");
        foreach (ref float gradient in gradients) gradient = Math.Clamp(gradient, (float)-limit, (float)limit);
    }

    private struct ClearJob
    {
        public float* Gradients;
        public int Length, Parts;

        public static void Run(void* state, int worker, int part)
        {
            var job = (ClearJob*)state;
            ParameterParts.Of(job->Gradients, job->Length, part, job->Parts).Clear();
        }
    }
}
