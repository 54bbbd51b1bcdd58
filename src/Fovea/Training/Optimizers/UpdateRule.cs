using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea;

/// <summary>An optimizer's formula for one parameter, with up to three numbers of state.</summary>
internal interface IUpdateRule
{
    /// <summary>How many numbers of state a parameter has.</summary>
    int States { get; }

    void Apply<TFloats>(ref TFloats parameter, TFloats gradient, ref TFloats first, ref TFloats second, ref TFloats third)
        where TFloats : struct, IFloats<TFloats>;
}

/// <summary>Applies a rule to every parameter, in the machine's widest vectors.</summary>
internal static unsafe class UpdateRule
{
    // So many do not stay in a core's own caches.
    private const int Far = 1 << 18;

    public static void ApplyToAll<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, Span<float> third = default)
        where TRule : unmanaged, IUpdateRule
    {
        fixed (float* p = parameters, g = gradients, s1 = first, s2 = second, s3 = third)
        {
            int parts = ParameterParts.Count(parameters.Length);
            var job = new Job<TRule> { Rule = rule, Parameters = p, Gradients = g, First = s1, Second = s2, Third = s3, Length = parameters.Length, Parts = parts, IsShared = parts > 1 && parameters.Length >= Far };
            ParameterParts.Run(&Job<TRule>.Run, &job, parts, job.Length);
        }
    }

    private static void Apply<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, Span<float> third, bool isShared)
        where TRule : unmanaged, IUpdateRule
    {
        if (Vector512.IsHardwareAccelerated) Apply<TRule, Floats512>(rule, parameters, gradients, first, second, third, isShared);
        else if (Vector256.IsHardwareAccelerated) Apply<TRule, Floats256>(rule, parameters, gradients, first, second, third, isShared);
        else Apply<TRule, Floats128>(rule, parameters, gradients, first, second, third, isShared);
    }

    internal static void Apply<TRule, TFloats>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, Span<float> third = default, bool isShared = false)
        where TRule : unmanaged, IUpdateRule
        where TFloats : struct, IFloats<TFloats>
    {
        int rest = parameters.Length % TFloats.Count;
        int whole = parameters.Length - rest;
        ApplyToWhole<TRule, TFloats>(rule, parameters[..whole], gradients, first, second, third, isShared);
        if (rest == 0) return;

        // The rest goes through the same instructions, so that a parameter's result does not depend on where it lies.
        Span<float> padded = stackalloc float[5 * TFloats.Count];
        padded.Clear();
        Span<float> p = padded[..TFloats.Count], g = padded.Slice(TFloats.Count, TFloats.Count), s1 = padded.Slice(2 * TFloats.Count, TFloats.Count), s2 = padded.Slice(3 * TFloats.Count, TFloats.Count), s3 = padded[(4 * TFloats.Count)..];
        parameters[whole..].CopyTo(p);
        gradients[whole..].CopyTo(g);
        if (rule.States > 0) first[whole..].CopyTo(s1);
        if (rule.States > 1) second[whole..].CopyTo(s2);
        if (rule.States > 2) third[whole..].CopyTo(s3);
        ApplyToWhole<TRule, TFloats>(rule, p, g, s1, s2, s3, isShared: false);
        p[..rest].CopyTo(parameters[whole..]);
        if (rule.States > 0) s1[..rest].CopyTo(first[whole..]);
        if (rule.States > 1) s2[..rest].CopyTo(second[whole..]);
        if (rule.States > 2) s3[..rest].CopyTo(third[whole..]);
    }

    private static void ApplyToWhole<TRule, TFloats>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, Span<float> third, bool isShared)
        where TRule : unmanaged, IUpdateRule
        where TFloats : struct, IFloats<TFloats>
    {
        // Lines that other threads have read take three times as long to take back from their caches as to write past all caches: 9 and 3 ns on a Zen 5 whose processors do not share one.
        bool past = isShared && (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(parameters)) % (nuint)(TFloats.Count * sizeof(float)) == 0;
        ref float p = ref MemoryMarshal.GetReference(parameters), g = ref MemoryMarshal.GetReference(gradients);
        ref float s1 = ref MemoryMarshal.GetReference(first), s2 = ref MemoryMarshal.GetReference(second), s3 = ref MemoryMarshal.GetReference(third);
        for (int i = 0; i < parameters.Length; i += TFloats.Count)
        {
            TFloats parameter = TFloats.Load(ref Unsafe.Add(ref p, i));
            TFloats one = rule.States > 0 ? TFloats.Load(ref Unsafe.Add(ref s1, i)) : default;
            TFloats two = rule.States > 1 ? TFloats.Load(ref Unsafe.Add(ref s2, i)) : default;
            TFloats three = rule.States > 2 ? TFloats.Load(ref Unsafe.Add(ref s3, i)) : default;
            rule.Apply(ref parameter, TFloats.Load(ref Unsafe.Add(ref g, i)), ref one, ref two, ref three);
            if (past) parameter.StoreNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref p, i)));
            else parameter.Store(ref Unsafe.Add(ref p, i));
            if (rule.States > 0) one.Store(ref Unsafe.Add(ref s1, i));
            if (rule.States > 1) two.Store(ref Unsafe.Add(ref s2, i));
            if (rule.States > 2) three.Store(ref Unsafe.Add(ref s3, i));
        }
        // Other stores would overtake these.
        if (past) Interlocked.MemoryBarrier();
    }

    private struct Job<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public TRule Rule;
        public float* Parameters, Gradients, First, Second, Third;
        public int Length, Parts;
        public bool IsShared;

        public static void Run(void* state, int worker, int part)
        {
            var job = (Job<TRule>*)state;
            Apply(job->Rule, Part(job->Parameters), Part(job->Gradients), Part(job->First), Part(job->Second), Part(job->Third), job->IsShared);

            Span<float> Part(float* all) => ParameterParts.Of(all, job->Length, part, job->Parts);
        }
    }
}
