using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Layers;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Graphs;

/// <summary>What a layer's shape rule is given, and where it puts its results.</summary>
internal sealed class Inference(string kind, string name, EquatableArray<Shape> inputs, ReceptiveField field, Shape networkInput, Action<DiagnosticDescriptor, string?, string, FixHint[]> report)
{
    private readonly List<PendingTensor> _tensors = [];

    public EquatableArray<Shape> Inputs { get; } = inputs;

    public Shape Input => Inputs[0];

    /// <summary>The layers that the inputs come from; null for the network's own input.</summary>
    public IReadOnlyList<Node?> InputLayers { get; set; } = [];

    public Shape NetworkInput { get; } = networkInput;

    /// <summary>The layer's own attribute and those after it: what a code fix would change along with it.</summary>
    public IEnumerable<AttributeDeclaration> Onwards { get; set; } = [];

    /// <summary>Unset if the layer does not fit: then all after it are unknown, and silent.</summary>
    public Shape? Output { get; set; }

    public long MultiplyAdds { get; set; }

    /// <summary>The input's receptive field until the layer sets its own.</summary>
    public ReceptiveField Field { get; set; } = field;

    public IReadOnlyList<PendingTensor> Tensors => _tensors;

    /// <summary>What a run-time size has to fulfil.</summary>
    public List<Requirement> Requirements { get; } = [];

    /// <summary>Asks of run-time sizes what a problem says of fixed ones.</summary>
    /// <param name="condition">A C# expression in <c>height</c> and <c>width</c>.</param>
    /// <param name="message">What is wrong where it does not hold.</param>
    public void Require(string condition, string message) => Requirements.Add(new Requirement(condition, $"{kind} '{name}': {message}"));

    /// <summary>Whether two inputs have one height and width; where that depends on the run-time size, it is asked of it.</summary>
    public bool HaveOneSize(int first, int second)
    {
        Shape a = Inputs[first], b = Inputs[second];
        return Same(a.Height, b.Height, "heights") && Same(a.Width, b.Width, "widths");

        bool Same(Size left, Size right, string what)
        {
            if (left == right) return true;
            if (left.IsConstant && right.IsConstant) return false;
            Require($"{left} == {right}", $"its inputs' {what} differ at this size");
            return true;
        }
    }

    public void AddTensor(string name, int[] dimensions, string[] dimensionNames, Initialization initialization, bool trainable = true) =>
        _tensors.Add(new PendingTensor(name, dimensions, dimensionNames, initialization, trainable));

    /// <summary>Reports a problem at an argument, or at the attribute's name. The layer's kind and name come first.</summary>
    public void Report(DiagnosticDescriptor descriptor, string? argument, string message, params FixHint[] fix) =>
        report(descriptor, argument, $"{kind} '{name}': {message}", fix);

    /// <summary>The input as an image, or a problem.</summary>
    public bool RequireImage()
    {
        if (!Input.IsVector) return true;
        Report(Descriptors.NeedsImage, null, $"it works on images, and its input is a vector of {Input}. Put it before Flatten, or make an image with Unflatten.");
        return false;
    }

    /// <summary>The input as a vector, or a problem with a remedy of the layer's own.</summary>
    public bool RequireVector(string remedy)
    {
        if (Input.IsVector) return true;
        Report(Descriptors.NeedsVector, null, $"its input is an image of {Input}. {remedy}");
        return false;
    }

    /// <summary>The input as a vector, or a problem that offers Flatten.</summary>
    public bool RequireVector()
    {
        if (Input.IsVector) return true;
        if (!Input.IsConstant)
        {
            ReportRunTimeSize();
            return false;
        }
        Report(Descriptors.NeedsVector, null, $"it needs a vector, and its input is an image of {Input}. Put Flatten before it: {Input} becomes {Input.Length}.", new FixHint("flatten", Input.Length.ToString()));
        return false;
    }

    /// <summary>Weights for each number of the input, and how many those are is left to run time.</summary>
    public void ReportRunTimeSize() =>
        Report(Descriptors.NeedsFixedSize, null, "a fully-connected layer needs a fixed size: pool to one with AdaptiveAvgPool2d, or use a convolution.", FormerMap.Hints(Input.Channels, Onwards));
}

/// <summary>A condition on <c>height</c> and <c>width</c>, and what to say where it does not hold.</summary>
internal sealed record Requirement(string Condition, string Message);

internal sealed record PendingTensor(string Name, int[] Dimensions, string[] DimensionNames, Initialization Initialization, bool Trainable);
