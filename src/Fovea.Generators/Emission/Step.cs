using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>
/// One layer's turn in one pass over a chunk: where its values lie, and where to write its calls. The node is as the layer is to see it:
/// in blocks, with planes for channels where it works plane by plane; or with the one plane that a variable names.
/// </summary>
internal sealed class Step(NetworkGraph graph, PassPlan plan, PlannedNode planned, Node node, KernelSet kernels, CodeWriter code, bool training, string? plane = null)
{
    public Node Node { get; } = node;

    /// <summary>Whether the pass is in blocks, one image at a time.</summary>
    public bool IsBlocked => plan.Layout == Layout.Blocked;

    /// <summary>The layer that an input comes from, which must not be the network's own.</summary>
    public Layer InputLayer(int index) => graph.Nodes[Node.Inputs[index]].Layer;

    public Isa Isa => Kernels.Isa;

    public KernelSet Kernels { get; } = kernels;

    public CodeWriter Code { get; } = code;

    /// <summary>Whether this is a training pass.</summary>
    public bool Training { get; } = training;

    /// <summary>Whether the forward pass has to keep what it saves: for the backward pass, or for another layer.</summary>
    public bool Keeps => Training || planned.KeepsSaved;

    /// <summary>Whether the layer before applies this activation, so that its gradient is turned in place.</summary>
    public bool IsFused => planned.IsFused;

    /// <summary>The activation to apply before storing, or none.</summary>
    public IPointwise? Epilogue => planned.Epilogue?.Layer as IPointwise;

    /// <summary>That activation, for names of methods.</summary>
    public string EpilogueKey => Epilogue?.Key ?? "";

    /// <summary>Where a layer with an epilogue stores: the activation's output.</summary>
    public Map Output => ValueOf(planned.Target.Index);

    public Map OutputGradient => GradientOf(planned.Target.Index);

    public Map Input(int index = 0) => ValueOf(Node.Inputs[index]);

    public Map InputGradient(int index = 0) => GradientOf(Node.Inputs[index]);

    /// <summary>Whether that input is planar: the caller's image, or what a spatial layer made of it.</summary>
    public bool IsPlanar(int index = 0) => ReadsCaller(index) || plan.IsPlanar(Node.Inputs[index]);

    /// <summary>Where that input is read: in the caller's memory if it is planar there.</summary>
    public string Source(int index = 0) => ReadsCaller(index) ? "ref chunk.Input" : Input(index).Reference;

    /// <summary>Whether the layer goes from a planar image to a planar one.</summary>
    public bool IsSpatial => planned.IsSpatial;

    /// <summary>Whether it takes the maximum over 2×2 outputs besides.</summary>
    public bool IsPooled => planned.Pool is not null;

    /// <summary>The batch normalisation to fold into the weights, or null.</summary>
    public Node? Normalization => planned.Normalization;

    /// <summary>The value to add before the activation, or null.</summary>
    public Map? Addend => planned.Addition is { } addition ? ValueOf(addition.Inputs.First(input => input != (planned.Normalization ?? planned.Node).Index)) : null;

    /// <summary>The layer's packed weights.</summary>
    public string Packed(int offset = 0) => Isa.At("packed", plan.Packed[Node.Index] + offset);

    /// <summary>The layer's gradients in the order of its packed weights.</summary>
    public string PackedGradient(int offset = 0) => Isa.At("packedGradients", plan.TensorGradients!.Packed[Node.Index] + offset);

    /// <summary>Whether the input's gradient is to be added to, since another layer has written it.</summary>
    public bool Accumulates(int index = 0) => planned.Accumulates[index];

    public string Saved => Isa.At("arena", plan.Saved[Node.Index]);

    /// <summary>What the layer of an input kept.</summary>
    public string SavedOf(int input) => Isa.At("arena", plan.Saved[Node.Inputs[input]]);

    public string Scratch => Isa.At(plan.ScratchMemory, plan.Scratch);

    /// <summary>Scratch of the thread's own, where several work on the image.</summary>
    public string OwnScratch => "ref chunk.Own";

    /// <summary>What this chunk contributes at the layer's batch barrier.</summary>
    public string Statistics => Isa.At("chunk.Statistics", planned.Statistics);

    /// <summary>What the layer's batch barrier found.</summary>
    public string Shared(int offset = 0) => Isa.At("chunk.Shared", planned.Shared + offset);

    /// <summary>The layer's tensor of that name, or null if it has none.</summary>
    public string? Weight(string name) => Weight(Node, name);

    /// <summary>A layer's tensor of that name, or null if it has none.</summary>
    public static string? Weight(Node node, string name) => Find(node, name) is { } tensor ? Isa.At(tensor.Trainable ? "parameters" : "buffers", tensor.Offset) : null;

    /// <summary>Where the gradient of that tensor goes, or null if there is no such tensor or it is not trained.</summary>
    public string? WeightGradient(string name)
    {
        if (Find(Node, name) is not { Trainable: true } tensor) return null;
        EquatableArray<LooseGradient> loose = plan.TensorGradients!.Loose;
        for (int i = 0; i < loose.Count; i++)
        {
            if (loose[i].Offset == tensor.Offset) return Isa.At("packedGradients", loose[i].Place);
        }
        return Isa.At("gradients", tensor.Offset);
    }

    /// <summary>The activation next to it whose backward pass it does, or null.</summary>
    public IPointwise? Differentiates => planned.Differentiates?.Layer as IPointwise;

    /// <summary>Whether images go side by side in the pass.</summary>
    public bool IsGrouped => plan.Group > 1;

    /// <summary>Where an image leaves what the layer's gradients are made of; null if nothing of it is trained.</summary>
    public int? Deferred => plan.TensorGradients!.Deferred[Node.Index] is >= 0 and int place ? place : null;

    /// <summary>Floats that an image leaves in all.</summary>
    public int DeferredLength => plan.TensorGradients!.DeferredLength;

    /// <summary>Writes a call. Kernels of run-time sizes get those too.</summary>
    public void Call(string kernel, params string?[] arguments)
    {
        IEnumerable<string?> all = kernel.Contains("Any") ? arguments.Append("height").Append("width") : arguments;
        Code.Line($"{kernel}({string.Join(", ", all.Where(argument => argument is not null))});");
    }

    /// <summary>Whether the forward pass of one image is cut into parts that threads share.</summary>
    public bool IsDivided => planned.Parts > 1;

    /// <summary>Writes a call for each part of a divided step: the kernel does some of so many items, in the same way whoever does them.</summary>
    public void CallInParts(int items, string kernel, params string?[] arguments) =>
        InParts(items, $"{kernel}({string.Join(", ", arguments.Where(argument => argument is not null))}, part.From, part.To);");

    /// <summary>Writes a statement for each part of a divided step: it does the items from part.From to part.To.</summary>
    public void InParts(int items, string statement) => Code.Line($"foreach (Part part in team.Share({Math.Min(planned.Parts, items)}, {items})) {statement}");

    /// <summary>Opens a loop over items, which threads share if the step is divided: the local of that name.</summary>
    public CodeWriter.Scope ForEach(string item, int items) => Code.Block(
        IsDivided ? $"foreach (Part part in team.Share({Math.Min(planned.Parts, items)}, {items})) for (int {item} = part.From; {item} < part.To; {item}++)" : $"for (int {item} = 0; {item} < {items}; {item}++)");

    /// <summary>What only serves an input without trained layers before it is skipped unless the caller wants the input's gradient.</summary>
    public IDisposable? ForInputGradient(int index = 0) => Code.BlockIf(planned.OnlyForInputGradient[index], "if (chunk.WantsInputGradient)");

    private bool ReadsCaller(int index) => plan.ReadsPlanar && Node.Inputs[index] < 0;

    private static Tensor? Find(Node node, string name)
    {
        for (int i = 0; i < node.Tensors.Count; i++)
        {
            if (node.Tensors[i].Name == name) return node.Tensors[i];
        }
        return null;
    }

    private Map ValueOf(int value) => MapOf(PassPlan.Memory(plan.OwnValues, value), plan.Values[value + 1], value);

    private Map GradientOf(int value) => MapOf(PassPlan.Memory(plan.OwnGradients, value), plan.Gradients[value + 1], value);

    private Map MapOf(string memory, Size place, int value)
    {
        Shape shape = value < 0 ? graph.Input! : graph.Nodes[value].Output;
        var map = IsBlocked
            ? new Map(memory, place, BlockedPlaces.Planes(shape), shape.Height, shape.Width) { LastLanes = (shape.Channels - 1) % Map.Pixel + 1 }
            : new Map(memory, place, shape.Channels, shape.Height, shape.Width);
        return plane is null ? map : map with { Offset = map.Offset + Size.Named($"{plane} * {map.PlaneStride}"), Planes = 1, LastLanes = Map.Pixel };
    }
}
