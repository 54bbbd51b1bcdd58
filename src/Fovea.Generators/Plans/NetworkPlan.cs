using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>How the values of a pass lie in memory.</summary>
internal enum Layout
{
    /// <summary>[C][H][W][16]: sixteen images to a chunk, one a lane.</summary>
    Lanes,

    /// <summary>[C/16][H][W][16]: one image to a chunk, sixteen channels to a vector, weights packed.</summary>
    Blocked,
}

/// <summary>How a graph is computed: which steps in which segment, where every value lies, which layers are fused. Pure data.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Training">Forward and backward.</param>
/// <param name="Evaluation">Outside training, sixteen images at a time; null if training does not work so either.</param>
/// <param name="ImageEvaluation">Outside training, one image at a time; null if that would be slower.</param>
/// <param name="Reason">Why the layouts are what they are, for the reader of the emitted code.</param>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    PassPlan Training,
    PassPlan? Evaluation,
    PassPlan? ImageEvaluation,
    string Reason,
    int Segments,
    int StatisticsLength,
    int SharedLength,
    int GradientPartitions)
{
    public IEnumerable<PassPlan> Passes => new[] { Training, Evaluation, ImageEvaluation }.OfType<PassPlan>();
}

/// <summary>A node that is computed.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Segment">The stretch between batch barriers in which it reads its inputs. A layer that needs the batch writes its output in the next one.</param>
/// <param name="Epilogue">The activation after it that it applies in registers, if fused: that one then has no forward step.</param>
/// <param name="IsFused">Whether the layer before applies this one: its backward step then works in place.</param>
/// <param name="KeepsSaved">Whether another layer reads what it keeps, so that it is kept outside training too.</param>
/// <param name="Accumulates">For each input, whether its gradient is added to rather than written.</param>
/// <param name="OnlyForInputGradient">For each input, whether nothing before it is trained.</param>
/// <param name="Statistics">Where its contributions to a barrier lie.</param>
/// <param name="Shared">Where the barrier's results lie.</param>
internal sealed record PlannedNode(
    Node Node,
    int Segment,
    Node? Epilogue,
    bool IsFused,
    bool KeepsSaved,
    EquatableArray<bool> Accumulates,
    EquatableArray<bool> OnlyForInputGradient,
    int Statistics,
    int Shared)
{
    /// <summary>The layer as one that needs the whole batch in training, or null.</summary>
    public INeedsBatch? Batch => Node.Layer is INeedsBatch { NeedsBatch: true } batch ? batch : null;

    /// <summary>The batch normalisation whose running statistics are folded into its weights, or null.</summary>
    public Node? Normalization { get; init; }

    /// <summary>The activation before or after it whose backward pass it does with its own, or null.</summary>
    public Node? Differentiates { get; init; }

    /// <summary>Whether a layer next to it does its backward pass.</summary>
    public bool IsDifferentiated { get; init; }

    /// <summary>The addition that it does before its activation, or null.</summary>
    public Node? Addition { get; init; }

    /// <summary>Into how many parts it is cut, for several threads at one image; 1 if it stays whole.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether it goes from a planar image to a planar one.</summary>
    public bool IsSpatial { get; init; }

    /// <summary>The maximum over 2×2 outputs that it takes after its activation, or null.</summary>
    public Node? Pool { get; init; }

    /// <summary>The layers after it that it does in registers.</summary>
    public IEnumerable<Node> Taken => new[] { Normalization, Addition, Epilogue, Pool }.OfType<Node>();

    /// <summary>The node whose value it writes.</summary>
    public Node Target => Pool ?? Epilogue ?? Addition ?? Normalization ?? Node;

    /// <summary>Whether in a blocked pass it works on all images that go side by side.</summary>
    public bool IsGrouped => !IsBridged && Node.Layer is IGroupedLayer;

    /// <summary>Whether it goes through the lanes layout in a blocked pass.</summary>
    public bool IsBridged => !Node.Layer.IsPlanewise(Node) && !(Node.Layer is IBlockedLayer blocked && blocked.IsBlocked(Node));
}

/// <summary>The arena of one chunk, in floats. Values and gradients are indexed by node + 1; the first is the network's input.</summary>
internal sealed record PassPlan(
    Layout Layout,
    EquatableArray<PlannedNode> Steps,
    EquatableArray<Size> Values,
    EquatableArray<Size> Gradients,
    EquatableArray<Size> Saved,
    Size Scratch,
    Size Length)
{
    /// <summary>With run-time sizes: the places that others are counted from, as locals of the emitted code, in order.</summary>
    public EquatableArray<PlaceDefinition> Definitions { get; init; }

    /// <summary>Steps that one emitted method takes, of those that do something; what threads share begins anew in each.</summary>
    public const int MostStepsOfAMethod = 96;

    /// <summary>The most stretches of the pass that threads share: a step in parts is up to two, and what lies between such steps, or beside one for images side by side, is one. None if all steps stay whole.</summary>
    public int Shares => Steps.Count(step => step.Parts > 1) is > 0 and int divided ? 3 * divided + 2 * Steps.Count(step => step.IsGrouped) + 1 + Steps.Count / MostStepsOfAMethod : 0;

    /// <summary>The most threads that are worth waking for one image: what each does takes ten times as long as to wake it.</summary>
    public int Threads => Shares == 0 ? 1 : (int)Math.Max(2, Math.Min(32, Steps.Where(step => step.Parts > 1).Sum(step => step.Node.MultiplyAdds) / 2_000_000));

    /// <summary>In a blocked pass, where the lanes forms of values lie that bridged layers read and write.</summary>
    public PassPlan? Bridge { get; init; }

    /// <summary>Whether the loss sees sixteen stretches of one image in the lanes, rather than the image in one of them.</summary>
    public bool SpreadsLoss { get; init; }

    /// <summary>Whether the input is read as the caller has it, [C][H][W].</summary>
    public bool ReadsPlanar { get; init; }

    /// <summary>Whether another value is planar: a spatial layer writes it.</summary>
    public bool IsPlanar(int value)
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i].IsSpatial && Steps[i].Target.Index == value) return true;
        }
        return false;
    }

    /// <summary>Floats of a thread's own memory, in a pass with batch barriers: its scratch, and what does not outlive an image's turn in a segment; 0 if all is in the arena.</summary>
    public long OwnLength { get; init; }

    /// <summary>The local that refers to the memory of a scratch.</summary>
    public string ScratchMemory => OwnLength > 0 ? "own" : "arena";

    /// <summary>The local that refers to the memory of a value, or of its gradient.</summary>
    public static string Memory(EquatableArray<bool> own, int value) => IsOwn(own, value) ? "own" : "arena";

    /// <summary>Whether a value, or its gradient, lies in the thread's own memory.</summary>
    public static bool IsOwn(EquatableArray<bool> own, int value) => own.Count > 0 && own[value + 1];

    /// <summary>Which values lie there.</summary>
    public EquatableArray<bool> OwnValues { get; init; }

    /// <summary>Which gradients lie there.</summary>
    public EquatableArray<bool> OwnGradients { get; init; }

    /// <summary>Which nodes compute such a value again before the backward pass reads it.</summary>
    public EquatableArray<bool> Again { get; init; }

    /// <summary>Whether a node is one of those.</summary>
    public bool ComputesAgain(Node node) => Again.Count > 0 && Again[node.Index];

    /// <summary>Where a node's packed weights lie; negative where it has none.</summary>
    public EquatableArray<int> Packed { get; init; }

    /// <summary>Floats of all packed weights.</summary>
    public int PackedLength { get; init; }

    /// <summary>In training, where the gradients of tensors are gathered.</summary>
    public TensorGradients? TensorGradients { get; init; }

    /// <summary>The most images that go side by side, in a blocked pass.</summary>
    public int Group { get; init; } = 1;

    /// <summary>Whether images go side by side in a segment of training.</summary>
    public bool GoesSideBySide(int segment) => Group > 1 && Steps.Any(step => step.IsGrouped && step.Segment == segment);

    /// <summary>The steps whose gradients are made of all images at once.</summary>
    public IEnumerable<PlannedNode> DeferredSteps => TensorGradients is { DeferredLength: > 0 } gradients ? Steps.Where(step => gradients.Deferred[step.Node.Index] >= 0) : [];

    /// <summary>The steps that read packed weights.</summary>
    public IEnumerable<PlannedNode> PackedSteps => PackedLength == 0 ? [] : Steps.Where(step => !step.IsFused && Packed[step.Node.Index] >= 0);

    /// <summary>Those of them that have gradients in that order.</summary>
    public IEnumerable<PlannedNode> UnpackedSteps => PackedSteps.Where(step => step.Node.Parameters > 0);
}

/// <summary>int <paramref name="Name"/> = <paramref name="Formula"/>;</summary>
internal sealed record PlaceDefinition(string Name, string Formula);
