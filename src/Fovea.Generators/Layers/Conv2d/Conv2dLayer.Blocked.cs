using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

internal sealed partial record Conv2dLayer : ISpatial, ITakesOver, IDivisible, ITakesWinograd
{
    // With fewer channels the transforms outweigh the products that they save; on smaller maps most of a tile is outside.
    private const int FewestWinogradChannels = 16, SmallestWinogradMap = 4;

    public Winograd Winograd { get; init; }

    public bool IsBlocked(Node node) => Groups == 1;

    public bool IsSpatial(Node node) => Groups == 1 && SpatialConvolution.Fits(Window.ForSize(node.Input), Channels, node.Output);

    public Layer With(Winograd wanted) => this with { Winograd = wanted };

    public bool UsesWinograd(Node node) => Geometry.Of(this, node, planar: false).Forward is WinogradConvolution;

    public int PackedLength(Node node, bool training)
    {
        int weights = Geometry.Of(this, node, planar: false).Forward.PackedLength, padded = BlockedWeights.Padded(Channels);
        return training ? weights + padded + Geometry.Of(this, node, planar: false).InputGradient.PackedLength : weights + 2 * padded;
    }

    public int PackedGradientLength(Node node) => Geometry.Of(this, node, planar: false).WeightGradient.PackedLength + BlockedWeights.Padded(Channels);

    public Size BlockedScratch(Node node, bool training)
    {
        // Enough for either order of the input.
        Geometry blocked = Geometry.Of(this, node, planar: false), planar = Geometry.Of(this, node, planar: true);
        long scratch = Math.Max(blocked.Forward.Scratch, planar.Forward.Scratch);
        return training ? Math.Max(scratch, Math.Max(blocked.InputGradient.Scratch, Math.Max(blocked.WeightGradient.Scratch, planar.WeightGradient.Scratch))) : scratch;
    }

    public void EmitPack(Step step)
    {
        Geometry geometry = Geometry.Of(this, step.Node, step.IsPlanar() || step.IsSpatial);
        int weights = geometry.Forward.PackedLength, taps = geometry.Window.Taps, inputs = step.Node.Input.Channels;
        string? scale = BlockedWeights.EmitPackBias(step, Channels, weights, Bias);
        if (step.IsSpatial) Spatial(step).EmitPack(step.Code, step.Weight("weight")!, step.Packed(), scale);
        else geometry.Forward.EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(), scale, inputs * taps, taps, geometry.Window.Width.Kernel);
        if (step.Training) geometry.InputGradient.EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(weights + BlockedWeights.Padded(Channels)), null, taps, inputs * taps, geometry.Window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        Geometry geometry = Geometry.Of(this, step.Node, step.IsPlanar());
        geometry.WeightGradient.EmitUnpack(step.Code, step.Isa, step.PackedGradient(), gradient, step.Node.Input.Channels * geometry.Window.Taps, geometry.Window.Taps);
        BlockedWeights.EmitUnpackBias(step, Channels, geometry.WeightGradient.PackedLength);
    }

    public void EmitBlockedForward(Step step)
    {
        if (step.IsSpatial)
        {
            SpatialConvolution spatial = Spatial(step);
            spatial.EmitCall(step, step.Source(), step.Packed(), spatial.HasBias ? step.Packed(Geometry.Of(this, step.Node, planar: true).Forward.PackedLength) : null, step.Output.Reference);
            return;
        }
        PackedConvolution forward = Geometry.Of(this, step.Node, step.IsPlanar()).Forward with
        {
            Name = "Blocked" + Name(step, "Forward"),
            Comment = $"Conv2d {Describe(step)}.",
            HasBias = Bias || step.Normalization is not null,
            HasAddend = step.Addend is not null,
            Epilogue = step.Epilogue,
        };
        forward.EmitCall(
            step, step.Source(), step.Packed(), forward.HasBias ? step.Packed(forward.PackedLength) : null,
            step.Addend?.Reference, step.Output.Reference);
    }

    public void EmitBlockedBackward(Step step)
    {
        Geometry geometry = Geometry.Of(this, step.Node, step.IsPlanar());
        Map dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            BlockedWeightGradient weights = geometry.WeightGradient with { Name = "Blocked" + Name(step, "WeightGradient"), Comment = $"Conv2d {Describe(step)}: gradient of the weight." };
            step.Call(weights.Add(step.Kernels), step.Source(), dy.Reference, step.PackedGradient(), weights.Scratch > 0 ? step.Scratch : null);
            BlockedWeights.EmitBiasGradient(step, weights.PackedLength);
        }
        using (step.ForInputGradient())
        {
            PackedConvolution inputs = geometry.InputGradient with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"Conv2d {Describe(step)}: gradient of the input.",
                HasAddend = step.Accumulates(),
            };
            Map dx = step.InputGradient();
            step.Call(
                inputs.Add(step.Kernels), dy.Reference, step.Packed(geometry.Forward.PackedLength + BlockedWeights.Padded(Channels)),
                step.Accumulates() ? dx.Reference : null, dx.Reference, inputs.Scratch > 0 ? step.Scratch : null);
        }
    }

    private SpatialConvolution Spatial(Step step) => new(
        "Blocked" + Name(step, "Forward"), $"Conv2d {Describe(step)}.", Map.InBlocks(step.Node.Input), Map.InBlocks(step.Node.Output), step.Node.Input.Channels, Channels, Window.ForSize(step.Node.Input))
    {
        HasBias = Bias || step.Normalization is not null,
        Epilogue = step.Epilogue,
        IsPooled = step.IsPooled,
    };

    // The three convolutions of a layer, but for names.
    private sealed record Geometry(Window Window, PackedConvolution Forward, PackedConvolution InputGradient, BlockedWeightGradient WeightGradient)
    {
        public static Geometry Of(Conv2dLayer layer, Node node, bool planar)
        {
            Window window = layer.Window.ForSize(node.Input);
            Map x = Map.InBlocks(node.Input), y = Map.InBlocks(node.Output);
            // Without a window the rows of a map are one long row.
            if (window.IsUnit && !planar) (x, y) = (x.InOneRow, y.InOneRow);
            int height = (int)x.Height.Value, width = (int)x.Width.Value, rows = (int)y.Height.Value, columns = (int)y.Width.Value;
            return new Geometry(
                window,
                Convolution(x, y, node.Input.Channels, layer.Channels, planar, [Taps.Sliding(window.Height, rows)], [Taps.Sliding(window.Width, columns)]),
                Convolution(y, x, layer.Channels, node.Input.Channels, false, [.. Taps.Transposed(window.Height, height)], [.. Taps.Transposed(window.Width, width)]),
                new BlockedWeightGradient("", "", x, y, node.Input.Channels, layer.Channels, planar, window));

            PackedConvolution Convolution(Map x, Map y, int inputs, int outputs, bool planar, Taps[] rows, Taps[] columns) =>
                !planar && rows.Length == 1 && columns.Length == 1 && WinogradConvolution.Fits(rows[0], columns[0])
                && (layer.Winograd == Winograd.Always || (layer.Winograd == Winograd.Auto && Math.Min(inputs, outputs) >= FewestWinogradChannels && Math.Min(rows[0].Count, columns[0].Count) >= SmallestWinogradMap))
                    ? new WinogradConvolution("", "", x, y, inputs, outputs, rows[0], columns[0])
                    : new BlockedConvolution("", "", x, y, inputs, outputs, planar, rows.ToEquatableArray(), columns.ToEquatableArray());
        }
    }
}
