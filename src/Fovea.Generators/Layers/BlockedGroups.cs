using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// The groups of a convolution in blocks. As many side by side as fill whole blocks of sixteen channels are one convolution, a cluster, whose weights from one group to another are zeros;
/// where no number of them does, all are one.
/// </summary>
internal readonly record struct BlockedGroups
{
    // So many times the groups' own multiplications still take less time than the lanes' kernels with one lane used.
    private const int MostTogether = 32;

    private readonly int _inputs, _outputs;

    /// <param name="groups">Of the layer.</param>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="outputs">Channels of its output.</param>
    public BlockedGroups(int groups, int inputs, int outputs)
    {
        int together = 1;
        while (together < groups && !(groups % together == 0 && inputs / groups * together % Map.Pixel == 0 && outputs / groups * together % Map.Pixel == 0)) together++;
        (Together, Count, _inputs, _outputs) = (together, groups / together, inputs * together / groups, outputs * together / groups);
    }

    /// <summary>Groups in a cluster.</summary>
    public int Together { get; }

    /// <summary>Clusters.</summary>
    public int Count { get; }

    /// <summary>Whether that is faster than the lanes' kernels.</summary>
    public bool Pay => Together <= MostTogether;

    /// <summary>For comments.</summary>
    public string Note => Count > 1 ? $", of {(Together > 1 ? $"{Together} groups" : "one group")}" : "";

    /// <summary>The convolution of one cluster.</summary>
    public Node Of(Node node)
    {
        if (Count == 1) return node;
        int count = Count;
        return node with
        {
            InputShapes = node.InputShapes.Select(shape => shape with { Channels = shape.Channels / count }).ToEquatableArray(),
            Output = node.Output with { Channels = node.Output.Channels / count },
        };
    }

    /// <summary>What belongs to the cluster at hand, of so many numbers each.</summary>
    public string Of(string reference, int length) => Count == 1 ? reference : $"ref Unsafe.Add({reference}, cluster * {length})";

    /// <summary>A cluster's part of a map.</summary>
    public string Of(Map map) => Of(map.Reference, (int)map.PlaneStride.Value * map.Planes / Count);

    /// <summary>Opens a loop over clusters, if there are several: the local <c>cluster</c>.</summary>
    public CodeWriter.Scope? ForEach(Step step) => Count == 1 ? null : step.Code.Block($"for (int cluster = 0; cluster < {Count}; cluster++)");

    /// <summary>Where a cluster's weights are spread with their zeros before they are packed: behind all that is.</summary>
    public int WidePlace(PackedConvolution forward, PackedConvolution? inputGradient, int channels)
    {
        int padded = BlockedWeights.Padded(channels);
        return Count * forward.PackedLength + padded + (inputGradient is null ? padded : Count * inputGradient.PackedLength);
    }

    /// <summary>Floats of them; none where groups stand alone.</summary>
    public int WideLength(int taps) => Together == 1 ? 0 : checked(_inputs * _outputs * taps);

    /// <summary>Writes the spreading of a cluster's weights, if they need it, and returns the reference to them.</summary>
    /// <param name="step">Where to.</param>
    /// <param name="weights">The tensor, [first][second/groups][taps].</param>
    /// <param name="wide">Where they go.</param>
    /// <param name="first">Channels of the tensor's first dimension in a cluster.</param>
    /// <param name="taps">Of the kernel.</param>
    public string EmitWiden(Step step, string weights, string wide, int first, int taps)
    {
        string cluster = Of(weights, Tensor(taps));
        if (Together == 1) return cluster;
        step.Code.Line($"Packing.Widen({cluster}, {wide}, {Together}, {first / Together}, {Tensor(taps) / first});");
        return wide;
    }

    /// <summary>Writes the addition of a cluster's gradient, which <paramref name="unpack"/> adds to what it is given, to the tensor's.</summary>
    public void EmitNarrow(Step step, string gradient, string wide, int first, int taps, Action<string> unpack)
    {
        string cluster = Of(gradient, Tensor(taps));
        unpack(Together == 1 ? cluster : wide);
        if (Together > 1) step.Code.Line($"Packing.Narrow({wide}, {cluster}, {Together}, {first / Together}, {Tensor(taps) / first});");
    }

    /// <summary>Writes the forward pass, with weights, and behind them a bias, where the step's packed ones begin. Threads share the work, or the clusters if there are several.</summary>
    /// <param name="step">Where to.</param>
    /// <param name="convolution">A cluster's.</param>
    /// <param name="source">The input.</param>
    public void EmitForward(Step step, PackedConvolution convolution, string source)
    {
        string? bias = convolution.HasBias ? step.Packed(Count * convolution.PackedLength) : null;
        if (Count == 1)
        {
            convolution.EmitCall(step, source, step.Packed(), bias, step.Addend?.Reference, step.Output.Reference);
            return;
        }
        using (step.ForEach("cluster", Count))
        {
            convolution.EmitWhole(
                step, step.IsDivided ? step.OwnScratch : step.Scratch, Of(step.Input()), Of(step.Packed(), convolution.PackedLength),
                bias is null ? null : Of(bias, convolution.Outputs), step.Addend is { } addend ? Of(addend) : null, Of(step.Output));
        }
    }

    /// <summary>Writes the gradient of the input.</summary>
    /// <param name="step">Where to.</param>
    /// <param name="convolution">A cluster's.</param>
    /// <param name="weights">Those of all.</param>
    public void EmitInputGradient(Step step, PackedConvolution convolution, string weights)
    {
        string target = Of(step.InputGradient());
        using (ForEach(step))
        {
            convolution.EmitCall(step, Of(step.OutputGradient), Of(weights, convolution.PackedLength), null, step.Accumulates() ? target : null, target);
        }
    }

    // Numbers of a cluster in the tensor.
    private int Tensor(int taps) => _inputs * _outputs / Together * taps;
}
