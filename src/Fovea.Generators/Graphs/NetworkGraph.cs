using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Layers;
using Fovea.Generators.Losses;

namespace Fovea.Generators.Graphs;

/// <summary>
/// A network whose shapes, parameters and costs are known. Pure data with structural equality.
/// With problems of error severity it is incomplete, and only <see cref="Type"/>, <see cref="Input"/> and <see cref="Problems"/> count.
/// <see cref="Compiled"/> is its declaration as other assemblies read it.
/// </summary>
internal sealed record NetworkGraph(
    TypeIdentity Type,
    Shape? Input,
    EquatableArray<Node> Nodes,
    LossNode? Loss,
    EquatableArray<Problem> Problems,
    bool HasErrors,
    int OutputIndex,
    string Compiled)
{
    /// <summary>Full names of tensors of layers that do not fit, or follow such a one.</summary>
    public EquatableArray<string> LostTensors { get; init; } = EquatableArray<string>.Empty;

    /// <summary>Which convolutions are computed by Winograd's algorithm.</summary>
    public Winograd Winograd { get; init; }

    /// <summary>The layer whose output is the network's; null if that is the input itself.</summary>
    public Node? Output => OutputIndex < 0 ? null : Nodes[OutputIndex];

    public Shape? OutputShape => OutputIndex < 0 ? Input : Nodes[OutputIndex].Output;

    /// <summary>Whether height and width are known only at run time.</summary>
    public bool HasRunTimeSize => Input is { IsConstant: false };

    public IEnumerable<Tensor> Tensors => Nodes.SelectMany(node => node.Tensors);

    public int ParameterLength => Tensors.Where(tensor => tensor.Trainable).Sum(tensor => tensor.Length);

    public int BufferLength => Tensors.Where(tensor => !tensor.Trainable).Sum(tensor => tensor.Length);
}

/// <summary>One layer in its place. Inputs are node indices, -1 for the network's input.</summary>
internal sealed record Node(
    int Index,
    string Name,
    Layer Layer,
    EquatableArray<int> Inputs,
    EquatableArray<Shape> InputShapes,
    Shape Output,
    EquatableArray<Tensor> Tensors,
    long MultiplyAdds,
    ReceptiveField Field,
    ProblemSite Site)
{
    /// <summary>What a run-time size has to fulfil for this layer.</summary>
    public EquatableArray<Requirement> Requirements { get; init; }

    public Shape Input => InputShapes[0];

    public long Parameters => Tensors.Where(tensor => tensor.Trainable).Sum(tensor => (long)tensor.Length);
}

internal sealed record LossNode(Loss Loss, Size TargetLength, ProblemSite Site);

/// <summary>A tensor of a layer and its place in Parameters or Buffers.</summary>
internal sealed record Tensor(
    string Name,
    string FullName,
    EquatableArray<int> Dimensions,
    EquatableArray<string> DimensionNames,
    Initialization Initialization,
    bool Trainable,
    int Offset)
{
    public int Length
    {
        get
        {
            int product = 1;
            foreach (int size in Dimensions) product *= size;
            return product;
        }
    }
}

/// <summary>How a new network fills a tensor: uniform in ±<see cref="Bound"/>, or one constant where the bound is zero.</summary>
internal readonly record struct Initialization(double Bound, double Constant)
{
    public static Initialization Uniform(double bound) => new(bound, 0);

    public static Initialization Fill(double constant) => new(0, constant);
}
