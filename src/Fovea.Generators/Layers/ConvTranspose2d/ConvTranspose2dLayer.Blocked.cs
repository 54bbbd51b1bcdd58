using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// A convolution from the output to the input, turned round.
internal sealed partial record ConvTranspose2dLayer : ISpatial, ITakesOver, IDivisible
{
    public bool IsBlocked(Node node) => Clusters(node).Pay;

    public bool IsSpatial(Node node) => Groups == 1 && SpatialConvolution.Fits(OutputRows(node), OutputColumns(node), Channels);

    public int PackedLength(Node node, bool training) => WidePlace(node, training) + Clusters(node).WideLength(Window.Taps);

    public int PackedGradientLength(Node node) => WideGradientPlace(node) + Clusters(node).WideLength(Window.Taps);

    public Size BlockedScratch(Node node, bool training)
    {
        node = Clusters(node).Of(node);
        long other = training ? Math.Max(InputGradient(node).Scratch, WeightGradient(node).Scratch) : IsSpatial(node) ? Spatial(node).Scratch : 0;
        return Math.Max(Forward(node).Scratch, other);
    }

    public void EmitPack(Step step)
    {
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        BlockedConvolution forward = Forward(node);
        int weights = clusters.Count * forward.PackedLength, taps = Window.Taps, inputs = node.Input.Channels, outputs = node.Output.Channels;
        string? scale = BlockedWeights.EmitPackBias(step, Channels, weights, Bias);
        if (step.IsSpatial)
        {
            Spatial(node).EmitPack(step.Code, step.Weight("weight")!, step.Packed(), scale, taps, outputs * taps, Window.Width.Kernel);
            return;
        }
        using CodeWriter.Scope? each = clusters.ForEach(step);
        string weight = clusters.EmitWiden(step, step.Weight("weight")!, step.Packed(WidePlace(step.Node, step.Training)), inputs, taps);
        forward.EmitPack(step.Code, step.Isa, weight, clusters.Of(step.Packed(), forward.PackedLength), scale is null ? null : clusters.Of(scale, outputs), taps, outputs * taps, Window.Width.Kernel);
        if (!step.Training) return;
        BlockedConvolution gradient = InputGradient(node);
        gradient.EmitPack(step.Code, step.Isa, weight, clusters.Of(step.Packed(weights + BlockedWeights.Padded(Channels)), gradient.PackedLength), null, outputs * taps, taps, Window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        BlockedWeightGradient weights = WeightGradient(node);
        int taps = Window.Taps;
        using (clusters.ForEach(step))
        {
            clusters.EmitNarrow(
                step, gradient, step.PackedGradient(WideGradientPlace(step.Node)), node.Input.Channels, taps,
                target => weights.EmitUnpack(step.Code, step.Isa, clusters.Of(step.PackedGradient(), weights.PackedLength), target, node.Output.Channels * taps, taps));
        }
        BlockedWeights.EmitUnpackBias(step, Channels, clusters.Count * weights.PackedLength);
    }

    public void EmitBlockedForward(Step step)
    {
        if (step.IsSpatial)
        {
            SpatialConvolution spatial = Spatial(step.Node) with
            {
                Name = "Blocked" + Name(step, "Forward"),
                Comment = $"{Describe(step)}.",
                HasBias = Bias || step.Normalization is not null,
                Epilogue = step.Epilogue,
                ReadsPlanes = step.IsPlanar(),
            };
            spatial.EmitCall(step, step.Input().Reference, step.Packed(), spatial.HasBias ? step.Packed(Forward(step.Node).PackedLength) : null, step.Output.Reference);
            return;
        }
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        BlockedConvolution forward = Forward(node) with
        {
            Name = "Blocked" + Name(step, "Forward"),
            Comment = $"{Describe(step)}{clusters.Note}.",
            HasBias = Bias || step.Normalization is not null,
            HasAddend = step.Addend is not null,
            Epilogue = step.Epilogue,
        };
        clusters.EmitForward(step, forward, step.Input().Reference);
    }

    public void EmitBlockedBackward(Step step)
    {
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        Map dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            // The roles of input and output gradient are exchanged, and so are the weight's first two dimensions.
            BlockedWeightGradient weights = WeightGradient(node) with { Name = "Blocked" + Name(step, "WeightGradient"), Comment = $"{Describe(step)}: gradient of the weight{clusters.Note}." };
            using (clusters.ForEach(step))
            {
                step.Call(weights.Add(step.Kernels), clusters.Of(dy), clusters.Of(step.Input()), clusters.Of(step.PackedGradient(), weights.PackedLength), weights.Scratch > 0 ? step.Scratch : null);
            }
            BlockedWeights.EmitBiasGradient(step, clusters.Count * weights.PackedLength);
        }
        using (step.ForInputGradient())
        {
            BlockedConvolution inputs = InputGradient(node) with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"{Describe(step)}: gradient of the input{clusters.Note}.",
                HasAddend = step.Accumulates(),
            };
            clusters.EmitInputGradient(step, inputs, step.Packed(clusters.Count * Forward(node).PackedLength + BlockedWeights.Padded(Channels)));
        }
    }

    private BlockedGroups Clusters(Node node) => new(Groups, node.Input.Channels, Channels);

    private int WidePlace(Node node, bool training)
    {
        BlockedGroups clusters = Clusters(node);
        node = clusters.Of(node);
        return clusters.WidePlace(Forward(node), training ? InputGradient(node) : null, Channels);
    }

    private int WideGradientPlace(Node node)
    {
        BlockedGroups clusters = Clusters(node);
        return clusters.Count * WeightGradient(clusters.Of(node)).PackedLength + BlockedWeights.Padded(Channels);
    }

    private BlockedConvolution Forward(Node node) => new(
        "", "", Map.InBlocks(node.Input), Map.InBlocks(node.Output), node.Input.Channels, node.Output.Channels, false, OutputRows(node).ToEquatableArray(), OutputColumns(node).ToEquatableArray());

    private SpatialConvolution Spatial(Node node) => new(
        "", "", Map.InBlocks(node.Input), Map.InBlocks(node.Output), node.Input.Channels, node.Output.Channels, OutputRows(node).ToEquatableArray(), OutputColumns(node).ToEquatableArray());

    private Taps[] OutputRows(Node node) => [.. Taps.Transposed(Window.Height, (int)node.Output.Height.Value)];

    private Taps[] OutputColumns(Node node) => [.. Taps.Transposed(Window.Width, (int)node.Output.Width.Value)];

    private BlockedConvolution InputGradient(Node node) => new(
        "", "", Map.InBlocks(node.Output), Map.InBlocks(node.Input), node.Output.Channels, node.Input.Channels, false,
        new([Taps.Sliding(Window.Height, (int)node.Input.Height.Value)]), new([Taps.Sliding(Window.Width, (int)node.Input.Width.Value)]));

    private BlockedWeightGradient WeightGradient(Node node) => new("", "", Map.InBlocks(node.Output), Map.InBlocks(node.Input), node.Output.Channels, node.Input.Channels, false, Window);
}
