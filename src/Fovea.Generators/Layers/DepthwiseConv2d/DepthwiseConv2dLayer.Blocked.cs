using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

internal sealed partial record DepthwiseConv2dLayer : ITakesOver, IDivisible
{
    // Packed weights are as many as the taps of all channels, in whole blocks.
    private int PackedWeights(Node node) => BlockedWeights.Padded(node.Input.Channels) * Window.Taps;

    public bool IsBlocked(Node node) => true;

    public int PackedLength(Node node, bool training) =>
        PackedWeights(node) + BlockedWeights.Padded(node.Input.Channels) + (training ? PackedWeights(node) : BlockedWeights.Padded(node.Input.Channels));

    public int PackedGradientLength(Node node) => PackedWeights(node) + BlockedWeights.Padded(node.Input.Channels);

    public Size BlockedScratch(Node node, bool training) => 0;

    public void EmitPack(Step step)
    {
        Node node = step.Node;
        int channels = node.Input.Channels, weights = PackedWeights(node);
        string? scale = BlockedWeights.EmitPackBias(step, channels, weights, Bias);
        Forward(node).EmitPack(step.Code, step.Weight("weight")!, step.Packed(), scale, Window.Taps, Window.Width.Kernel);
        if (step.Training) InputGradient(node).EmitPack(step.Code, step.Weight("weight")!, step.Packed(weights + BlockedWeights.Padded(channels)), null, Window.Taps, Window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        step.Code.Line($"Packing.Unpack({step.PackedGradient()}, {gradient}, new({step.Node.Input.Channels}, 1, {Window.Height.Kernel}, {Window.Width.Kernel}, {Map.Pixel}, 1, {Window.Taps}, 0, {Window.Width.Kernel}, 1));");
        BlockedWeights.EmitUnpackBias(step, step.Node.Input.Channels, PackedWeights(step.Node));
    }

    public void EmitBlockedForward(Step step)
    {
        BlockedDepthwise forward = Forward(step.Node) with
        {
            Name = "Blocked" + Name(step, "Forward"),
            Comment = $"DepthwiseConv2d {Describe(step)}.",
            HasBias = Bias || step.Normalization is not null,
            HasAddend = step.Addend is not null,
            Epilogue = step.Epilogue,
        };
        forward.EmitCall(
            step, step.Input().Reference, step.Packed(), forward.HasBias ? step.Packed(PackedWeights(step.Node)) : null,
            step.Addend?.Reference, step.Output.Reference);
    }

    public void EmitBlockedBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            var weights = new BlockedDepthwiseWeightGradient(x, dy, step.Node.Input.Channels, Window.ForSize(step.Node.Input));
            step.Call(weights.Add(step.Kernels, "Blocked" + Name(step, "WeightGradient"), $"DepthwiseConv2d {Describe(step)}: gradient of the weight."), x.Reference, dy.Reference, step.PackedGradient());
            BlockedWeights.EmitBiasGradient(step, PackedWeights(step.Node));
        }
        using (step.ForInputGradient())
        {
            BlockedDepthwise inputs = InputGradient(step.Node) with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"DepthwiseConv2d {Describe(step)}: gradient of the input.",
                HasAddend = step.Accumulates(),
            };
            Map dx = step.InputGradient();
            step.Call(
                inputs.Add(step.Kernels), dy.Reference, step.Packed(PackedWeights(step.Node) + BlockedWeights.Padded(step.Node.Input.Channels)),
                step.Accumulates() ? dx.Reference : null, dx.Reference);
        }
    }

    private BlockedDepthwise Forward(Node node)
    {
        Window window = Window.ForSize(node.Input);
        Map x = Map.InBlocks(node.Input), y = Map.InBlocks(node.Output);
        return new BlockedDepthwise("", "", x, y, node.Input.Channels, new([Taps.Sliding(window.Height, (int)y.Height.Value)]), new([Taps.Sliding(window.Width, (int)y.Width.Value)]));
    }

    private BlockedDepthwise InputGradient(Node node)
    {
        Window window = Window.ForSize(node.Input);
        Map x = Map.InBlocks(node.Input), y = Map.InBlocks(node.Output);
        return new BlockedDepthwise("", "", y, x, node.Input.Channels, Taps.Transposed(window.Height, (int)x.Height.Value).ToEquatableArray(), Taps.Transposed(window.Width, (int)x.Width.Value).ToEquatableArray());
    }
}
