namespace Fovea;

/// <summary>exp(x) / Σ exp(x), over the features of a vector or over the channels of each pixel. <c>torch.nn.Softmax(dim=1)</c>. Not before <see cref="CrossEntropyLossAttribute"/>, which applies it itself (FOV2002).</summary>
public sealed class SoftmaxAttribute : LayerAttribute;
