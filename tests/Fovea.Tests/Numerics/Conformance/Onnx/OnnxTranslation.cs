namespace Fovea.Tests.Numerics;

/// <summary>What a case of ONNX is in the words of the reference.</summary>
/// <param name="Graph">The operations, of the batch's size.</param>
/// <param name="Loss">The loss; <c>dot</c> where there is none.</param>
/// <param name="Inputs">The images, by graph input.</param>
/// <param name="Tensors">Parameters and buffers.</param>
/// <param name="Target">Labels, if there is a loss.</param>
/// <param name="Training">Whether the outputs are those of training mode.</param>
/// <param name="Outputs">What must come out.</param>
/// <param name="Missing">The case's outputs that no network gives.</param>
internal sealed record OnnxTranslation(
    Graph Graph,
    Loss Loss,
    IReadOnlyDictionary<string, Tensor> Inputs,
    IReadOnlyDictionary<string, Tensor> Tensors,
    Tensor? Target,
    bool Training,
    IReadOnlyList<OnnxOutput> Outputs,
    IReadOnlyList<string> Missing)
{
    /// <summary>The <see cref="OnnxOutput.Source"/> of a loss's value.</summary>
    public const string LossValue = "loss";
}

/// <summary>One output of a case.</summary>
/// <param name="Name">The case's name for it.</param>
/// <param name="Source">The graph's node or tensor, or <see cref="OnnxTranslation.LossValue"/>.</param>
/// <param name="Expected">Its numbers.</param>
internal sealed record OnnxOutput(string Name, string Source, Tensor Expected);
