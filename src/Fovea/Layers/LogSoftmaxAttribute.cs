namespace Fovea;

/// <summary>x − log Σ exp(x), over the features of a vector or over the channels of each pixel. <c>torch.nn.LogSoftmax(dim=1)</c>. What <see cref="NLLLossAttribute"/> expects.</summary>
public sealed class LogSoftmaxAttribute : LayerAttribute;
