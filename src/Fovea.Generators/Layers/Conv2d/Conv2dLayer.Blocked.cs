using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

internal sealed partial record Conv2dLayer : ISpatial, IReadsPlanar, ITakesOver, ITakesPool, IDivisible, ITakesWinograd
{
    // With fewer channels the transforms outweigh the products that they save; on smaller maps most of a tile is outside.
    private const int FewestWinogradChannels = 16, SmallestWinogradMap = 4;

    // Tiles of 4×4 outputs have 36 transformed weights for 16: with few tiles, reading those outweighs the products that they save, unless they stay in a core's cache.
    private const int FewestLargeTiles = 16, MostWeightsOfFewLargeTiles = 1 << 13;

    public Winograd Winograd { get; init; }

    public bool IsBlocked(Node node) => Clusters(node).Pay;

    public bool IsSpatial(Node node) => Groups == 1 && SpatialConvolution.Fits([SpatialRows(node)], [SpatialColumns(node)], Channels);

    public Layer With(Node node, Winograd wanted) =>
        Groups > 1 && Groups == Channels && Channels == node.Input.Channels ? new DepthwiseConv2dLayer(Window, Bias) { Declared = Kind } : this with { Winograd = wanted };

    public string? Algorithm(Node node) => (Forward(Clusters(node).Of(node)) as WinogradConvolution)?.Transform.Display;

    public int PackedLength(Node node, bool training) => WidePlace(node, training) + Clusters(node).WideLength(Window.Taps);

    public int PackedGradientLength(Node node) => WideGradientPlace(node) + Clusters(node).WideLength(Window.Taps);

    // Enough for either order of the input.
    public Size BlockedScratch(Node node, bool training)
    {
        node = Clusters(node).Of(node);
        long scratch = Math.Max(Forward(node).Scratch, Forward(node, planar: true).Scratch);
        if (!training && IsSpatial(node)) scratch = Math.Max(scratch, Spatial(node).Scratch);
        return training ? Math.Max(Math.Max(scratch, InputGradient(node).Scratch), Math.Max(WeightGradient(node).Scratch, WeightGradient(node, planar: true).Scratch)) : scratch;
    }

    public void EmitPack(Step step)
    {
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        PackedConvolution forward = Forward(node, step.IsPlanar() || step.IsSpatial, step.IsPooled);
        Window window = Window.ForSize(node.Input);
        int weights = clusters.Count * forward.PackedLength, taps = window.Taps, inputs = node.Input.Channels, outputs = node.Output.Channels;
        string? scale = BlockedWeights.EmitPackBias(step, Channels, weights, Bias);
        if (step.IsSpatial)
        {
            Spatial(step).EmitPack(step.Code, step.Weight("weight")!, step.Packed(), scale, inputs * taps, taps, window.Width.Kernel);
            return;
        }
        using CodeWriter.Scope? each = clusters.ForEach(step);
        string weight = clusters.EmitWiden(step, step.Weight("weight")!, step.Packed(WidePlace(step.Node, step.Training)), outputs, taps);
        forward.EmitPack(step.Code, step.Isa, weight, clusters.Of(step.Packed(), forward.PackedLength), scale is null ? null : clusters.Of(scale, outputs), inputs * taps, taps, window.Width.Kernel);
        if (!step.Training) return;
        PackedConvolution gradient = InputGradient(node);
        gradient.EmitPack(step.Code, step.Isa, weight, clusters.Of(step.Packed(weights + BlockedWeights.Padded(Channels)), gradient.PackedLength), null, taps, inputs * taps, window.Width.Kernel);
    }

    public void EmitUnpack(Step step)
    {
        if (step.WeightGradient("weight") is not { } gradient) return;
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        PackedWeightGradient weights = WeightGradient(node, step.IsPlanar());
        int taps = Window.ForSize(node.Input).Taps, inputs = node.Input.Channels;
        using (clusters.ForEach(step))
        {
            clusters.EmitNarrow(
                step, gradient, step.PackedGradient(WideGradientPlace(step.Node)), node.Output.Channels, taps,
                target => weights.EmitUnpack(step.Code, step.Isa, clusters.Of(step.PackedGradient(), weights.PackedLength), target, inputs * taps, taps));
        }
        BlockedWeights.EmitUnpackBias(step, Channels, clusters.Count * weights.PackedLength);
    }

    public void EmitBlockedForward(Step step)
    {
        if (step.IsSpatial)
        {
            SpatialConvolution spatial = Spatial(step);
            spatial.EmitCall(step, step.Source(), step.Packed(), spatial.HasBias ? step.Packed(Forward(step.Node, planar: true).PackedLength) : null, step.Output.Reference);
            return;
        }
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        PackedConvolution forward = Forward(node, step.IsPlanar(), step.IsPooled) with
        {
            Name = "Blocked" + Name(step, "Forward"),
            Comment = $"Conv2d {Describe(step)}{clusters.Note}.",
            HasBias = Bias || step.Normalization is not null,
            HasAddend = step.Addend is not null,
            Epilogue = step.Epilogue,
        };
        clusters.EmitForward(step, forward, step.Source());
    }

    public void EmitBlockedBackward(Step step)
    {
        BlockedGroups clusters = Clusters(step.Node);
        Node node = clusters.Of(step.Node);
        Map dy = step.OutputGradient;
        if (step.WeightGradient("weight") is not null)
        {
            PackedWeightGradient weights = WeightGradient(node, step.IsPlanar()) with { Name = "Blocked" + Name(step, "WeightGradient"), Comment = $"Conv2d {Describe(step)}: gradient of the weight{clusters.Note}." };
            using (clusters.ForEach(step))
            {
                string x = clusters.Count == 1 ? step.Source() : clusters.Of(step.Input());
                step.Call(weights.Add(step.Kernels), x, clusters.Of(dy), clusters.Of(step.PackedGradient(), weights.PackedLength), weights.Scratch > 0 ? step.Scratch : null);
            }
            BlockedWeights.EmitBiasGradient(step, clusters.Count * weights.PackedLength);
        }
        using (step.ForInputGradient())
        {
            PackedConvolution inputs = InputGradient(node) with
            {
                Name = "Blocked" + Name(step, "InputGradient"),
                Comment = $"Conv2d {Describe(step)}: gradient of the input{clusters.Note}.",
                HasAddend = step.Accumulates(),
            };
            clusters.EmitInputGradient(step, inputs, step.Packed(clusters.Count * Forward(node, step.IsPlanar()).PackedLength + BlockedWeights.Padded(Channels)));
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

    private SpatialConvolution Spatial(Step step) => Spatial(step.Node) with
    {
        Name = "Blocked" + Name(step, "Forward"),
        Comment = $"Conv2d {Describe(step)}.",
        HasBias = Bias || step.Normalization is not null,
        Epilogue = step.Epilogue,
        IsPooled = step.IsPooled,
        ReadsPlanes = step.IsPlanar(),
    };

    private SpatialConvolution Spatial(Node node) => new("", "", Map.InBlocks(node.Input), Map.InBlocks(node.Output), node.Input.Channels, Channels, new([SpatialRows(node)]), new([SpatialColumns(node)]));

    private Taps SpatialRows(Node node) => Taps.Sliding(Window.ForSize(node.Input).Height, (int)node.Output.Height.Value);

    private Taps SpatialColumns(Node node) => Taps.Sliding(Window.ForSize(node.Input).Width, (int)node.Output.Width.Value);

    // The three convolutions of a layer, but for names.
    private PackedConvolution Forward(Node node, bool planar = false, bool pooled = false)
    {
        (Window window, Map x, Map y) = Geometry(node, keepsRows: planar || pooled);
        return Convolution(x, y, node.Input.Channels, node.Output.Channels, planar, [Taps.Sliding(window.Height, (int)y.Height.Value)], [Taps.Sliding(window.Width, (int)y.Width.Value)]) with { IsPooled = pooled };
    }

    private PackedConvolution InputGradient(Node node)
    {
        (Window window, Map x, Map y) = Geometry(node, keepsRows: false);
        return Convolution(y, x, node.Output.Channels, node.Input.Channels, false, [.. Taps.Transposed(window.Height, (int)x.Height.Value)], [.. Taps.Transposed(window.Width, (int)x.Width.Value)]);
    }

    private PackedWeightGradient WeightGradient(Node node, bool planar = false)
    {
        (Window window, Map x, Map y) = Geometry(node, planar);
        int inputs = node.Input.Channels, outputs = node.Output.Channels;
        if (TakesWinograd(inputs, outputs, planar, [Taps.Sliding(window.Height, (int)y.Height.Value)], [Taps.Sliding(window.Width, (int)y.Width.Value)]))
        {
            var winograd = new WinogradWeightGradient("", "", x, y, inputs, outputs, window);
            if (winograd.Pays || Winograd == Winograd.Always) return winograd;
        }
        return new BlockedWeightGradient("", "", x, y, inputs, outputs, planar, window);
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
