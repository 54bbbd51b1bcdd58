using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

internal sealed partial record Conv2dLayer : ISpatial, ITakesOver, ITakesPool, IDivisible, ITakesWinograd
{
    // With fewer channels the transforms outweigh the products that they save; on smaller maps most of a tile is outside.
    private const int FewestWinogradChannels = 16, SmallestWinogradMap = 4;

    // Tiles of 4×4 outputs have 36 transformed weights for 16: with few tiles, reading those outweighs the products that they save, unless they stay in a core's cache.
    private const int FewestLargeTiles = 16, MostWeightsOfFewLargeTiles = 1 << 13;

    public Winograd Winograd { get; init; }

    public bool IsBlocked(Node node) => Groups == 1;

    public bool IsSpatial(Node node) => Groups == 1 && SpatialConvolution.Fits(Window.ForSize(node.Input), Channels, node.Output);

    public Layer With(Winograd wanted) => this with { Winograd = wanted };

    public string? Algorithm(Node node) => (Forward(node) as WinogradConvolution)?.Transform.Display;

    public int PackedLength(Node node, bool training)
    {
        int weights = Forward(node).PackedLength, padded = BlockedWeights.Padded(Channels);
        return training ? weights + padded + InputGradient(node).PackedLength : weights + 2 * padded;
    }

    public int PackedGradientLength(Node node) => WeightGradient(node).PackedLength + BlockedWeights.Padded(Channels);

    // Enough for either order of the input.
    public Size BlockedScratch(Node node, bool training)
    {
        long scratch = Math.Max(Forward(node).Scratch, Forward(node, planar: true).Scratch);
        return training ? Math.Max(Math.Max(scratch, InputGradient(node).Scratch), Math.Max(WeightGradient(node).Scratch, WeightGradient(node, planar: true).Scratch)) : scratch;
    }

    public void EmitPack(Step step)
    {
        PackedConvolution forward = Forward(step.Node, step.IsPlanar() || step.IsSpatial, step.IsPooled);
        Window window = Window.ForSize(step.Node.Input);
        int weights = forward.PackedLength, taps = window.Taps, inputs = step.Node.Input.Channels;
        string? scale = BlockedWeights.EmitPackBias(step, Channels, weights, Bias);
        if (step.IsSpatial) Spatial(step).EmitPack(step.Code, step.Weight("weight")!, step.Packed(), scale);
        else forward.EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(), scale, inputs * taps, taps, window.Width.Kernel);
        if (step.Training) InputGradient(step.Node).EmitPack(step.Code, step.Isa, step.Weight("weight")!, step.Packed(weights + BlockedWeights.Padded(Channels)), null, taps, inputs * taps, window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        PackedWeightGradient weights = WeightGradient(step.Node, step.IsPlanar());
        int taps = Window.ForSize(step.Node.Input).Taps;
        weights.EmitUnpack(step.Code, step.Isa, step.PackedGradient(), gradient, step.Node.Input.Channels * taps, taps);
        BlockedWeights.EmitUnpackBias(step, Channels, weights.PackedLength);
    }

    public void EmitBlockedForward(Step step)
    {
        if (step.IsSpatial)
        {
            SpatialConvolution spatial = Spatial(step);
            spatial.EmitCall(step, step.Source(), step.Packed(), spatial.HasBias ? step.Packed(Forward(step.Node, planar: true).PackedLength) : null, step.Output.Reference);
            return;
        }
        PackedConvolution forward = Forward(step.Node, step.IsPlanar(), step.IsPooled) with
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
        Map dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            PackedWeightGradient weights = WeightGradient(step.Node, step.IsPlanar()) with { Name = "Blocked" + Name(step, "WeightGradient"), Comment = $"Conv2d {Describe(step)}: gradient of the weight." };
            step.Call(weights.Add(step.Kernels), step.Source(), dy.Reference, step.PackedGradient(), weights.Scratch > 0 ? step.Scratch : null);
            BlockedWeights.EmitBiasGradient(step, weights.PackedLength);
        }
        using (step.ForInputGradient())
        {
            PackedConvolution inputs = InputGradient(step.Node) with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"Conv2d {Describe(step)}: gradient of the input.",
                HasAddend = step.Accumulates(),
            };
            Map dx = step.InputGradient();
            inputs.EmitCall(step, dy.Reference, step.Packed(Forward(step.Node, step.IsPlanar()).PackedLength + BlockedWeights.Padded(Channels)), null, step.Accumulates() ? dx.Reference : null, dx.Reference);
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
    private PackedConvolution Forward(Node node, bool planar = false, bool pooled = false)
    {
        (Window window, Map x, Map y) = Geometry(node, keepsRows: planar || pooled);
        return Convolution(x, y, node.Input.Channels, Channels, planar, [Taps.Sliding(window.Height, (int)y.Height.Value)], [Taps.Sliding(window.Width, (int)y.Width.Value)]) with { IsPooled = pooled };
    }

    private PackedConvolution InputGradient(Node node)
    {
        (Window window, Map x, Map y) = Geometry(node, keepsRows: false);
        return Convolution(y, x, Channels, node.Input.Channels, false, [.. Taps.Transposed(window.Height, (int)x.Height.Value)], [.. Taps.Transposed(window.Width, (int)x.Width.Value)]);
    }

    private PackedWeightGradient WeightGradient(Node node, bool planar = false)
    {
        (Window window, Map x, Map y) = Geometry(node, planar);
        int inputs = node.Input.Channels;
        if (TakesWinograd(inputs, Channels, planar, [Taps.Sliding(window.Height, (int)y.Height.Value)], [Taps.Sliding(window.Width, (int)y.Width.Value)]))
        {
            var winograd = new WinogradWeightGradient("", "", x, y, inputs, Channels, window);
            if (winograd.Pays || Winograd == Winograd.Always) return winograd;
        }
        return new BlockedWeightGradient("", "", x, y, inputs, Channels, planar, window);
    }

    private (Window Window, Map X, Map Y) Geometry(Node node, bool keepsRows)
    {
        Window window = Window.ForSize(node.Input);
        Map x = Map.InBlocks(node.Input), y = Map.InBlocks(node.Output);
        // Without a window the rows of a map are one long row.
        return window.IsUnit && !keepsRows ? (window, x.InOneRow, y.InOneRow) : (window, x, y);
    }

    private PackedConvolution Convolution(Map x, Map y, int inputs, int outputs, bool planar, Taps[] rows, Taps[] columns) =>
        TakesWinograd(inputs, outputs, planar, rows, columns)
            ? new WinogradConvolution("", "", x, y, inputs, outputs, rows[0], columns[0], TakesLargeTiles((long)inputs * outputs, rows[0].Count, columns[0].Count) ? WinogradTransform.F4 : WinogradTransform.F2)
            : new BlockedConvolution("", "", x, y, inputs, outputs, planar, rows.ToEquatableArray(), columns.ToEquatableArray());

    private bool TakesWinograd(int inputs, int outputs, bool planar, Taps[] rows, Taps[] columns) =>
        !planar && rows.Length == 1 && columns.Length == 1 && WinogradConvolution.Fits(rows[0], columns[0])
        && Winograd switch
        {
            Winograd.Always => true,
            Winograd.Never => false,
            _ => Math.Min(inputs, outputs) >= FewestWinogradChannels && Math.Min(rows[0].Count, columns[0].Count) >= SmallestWinogradMap,
        };

    private bool TakesLargeTiles(long weights, int rows, int columns) =>
        Winograd == Winograd.F4x4 && (weights <= MostWeightsOfFewLargeTiles || (long)((rows + 3) / 4) * ((columns + 3) / 4) >= FewestLargeTiles);
}
