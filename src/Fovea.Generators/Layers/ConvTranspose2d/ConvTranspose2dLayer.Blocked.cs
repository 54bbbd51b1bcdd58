using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// A convolution from the output to the input, turned round.
internal sealed partial record ConvTranspose2dLayer : ITakesOver, IDivisible
{
    public bool IsBlocked(Node node) => Groups == 1;

    public int PackedLength(Node node, bool training)
    {
        int weights = Forward(node).PackedLength, padded = BlockedWeights.Padded(Channels);
        return weights + padded + (training ? InputGradient(node).PackedLength : padded);
    }

    public int PackedGradientLength(Node node) => WeightGradient(node).PackedLength + BlockedWeights.Padded(Channels);

    public Size BlockedScratch(Node node, bool training) =>
        Math.Max(Forward(node).Scratch, training ? Math.Max(InputGradient(node).Scratch, WeightGradient(node).Scratch) : 0);

    public void EmitPack(Step step)
    {
        BlockedConvolution forward = Forward(step.Node);
        string? scale = BlockedWeights.EmitPackBias(step, Channels, forward.PackedLength, Bias);
        forward.EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(), scale, Window.Taps, Channels * Window.Taps, Window.Width.Kernel);
        if (step.Training) InputGradient(step.Node).EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(forward.PackedLength + BlockedWeights.Padded(Channels)), null, Channels * Window.Taps, Window.Taps, Window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        BlockedWeightGradient weights = WeightGradient(step.Node);
        weights.EmitUnpack(step.Code, step.Isa, step.PackedGradient(), gradient, Channels * Window.Taps, Window.Taps);
        BlockedWeights.EmitUnpackBias(step, Channels, weights.PackedLength);
    }

    public void EmitBlockedForward(Step step)
    {
        BlockedConvolution forward = Forward(step.Node) with
        {
            Name = "Blocked" + Name(step, "Forward"),
            Comment = $"{Describe(step)}.",
            HasBias = Bias || step.Normalization is not null,
            HasAddend = step.Addend is not null,
            Epilogue = step.Epilogue,
        };
        forward.EmitCall(
            step, step.Input().Reference, step.Packed(), forward.HasBias ? step.Packed(forward.PackedLength) : null,
            step.Addend?.Reference, step.Output.Reference);
    }

    public void EmitBlockedBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            // The roles of input and output gradient are exchanged, and so are the weight's first two dimensions.
            BlockedWeightGradient weights = WeightGradient(step.Node) with { Name = "Blocked" + Name(step, "WeightGradient"), Comment = $"{Describe(step)}: gradient of the weight." };
            step.Call(weights.Add(step.Kernels), dy.Reference, x.Reference, step.PackedGradient(), weights.Scratch > 0 ? step.Scratch : null);
            BlockedWeights.EmitBiasGradient(step, weights.PackedLength);
        }
        using (step.ForInputGradient())
        {
            BlockedConvolution inputs = InputGradient(step.Node) with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"{Describe(step)}: gradient of the input.",
                HasAddend = step.Accumulates(),
            };
            Map dx = step.InputGradient();
            step.Call(
                inputs.Add(step.Kernels), dy.Reference, step.Packed(Forward(step.Node).PackedLength + BlockedWeights.Padded(Channels)),
                step.Accumulates() ? dx.Reference : null, dx.Reference, inputs.Scratch > 0 ? step.Scratch : null);
        }
    }

    private BlockedConvolution Forward(Node node) => new(
        "", "", Map.InBlocks(node.Input), Map.InBlocks(node.Output), node.Input.Channels, Channels, false,
        Taps.Transposed(Window.Height, (int)node.Output.Height.Value).ToEquatableArray(), Taps.Transposed(Window.Width, (int)node.Output.Width.Value).ToEquatableArray());

    private BlockedConvolution InputGradient(Node node) => new(
        "", "", Map.InBlocks(node.Output), Map.InBlocks(node.Input), Channels, node.Input.Channels, false,
        new([Taps.Sliding(Window.Height, (int)node.Input.Height.Value)]), new([Taps.Sliding(Window.Width, (int)node.Input.Width.Value)]));

    private BlockedWeightGradient WeightGradient(Node node) => new("", "", Map.InBlocks(node.Output), Map.InBlocks(node.Input), Channels, node.Input.Channels, false, Window);
}
