using Fovea;
using Fovea.Samples.Drawing;

namespace Segmentation;

/// <summary>First weights as He et al., 2015, draw them for ReLU, so that deep outputs are as large as shallow ones: U(±√(6 / fan-in)). PyTorch's default, √6 smaller, loses many epochs before eight layers move.</summary>
internal static class HeInitialization
{
    public static T WithHeWeights<T>(this T network, int seed)
        where T : IParameterized
    {
        var dice = new Dice((ulong)seed);
        Span<float> parameters = network.Parameters;
        foreach (ParameterInfo tensor in network.ParameterInfos)
        {
            if (!tensor.Trainable) continue;
            Span<float> values = parameters.Slice(tensor.Offset, tensor.Length);
            // A bias has one dimension. A transposed convolution's weight begins with its inputs; of its 4×4 taps, stride 2 leaves 2×2 to an output.
            ReadOnlySpan<int> sizes = tensor.Dimensions;
            if (sizes.Length == 1) values.Clear();
            double fanIn = tensor.Name.Contains("deconv") ? sizes[0] * 4.0 : (double)tensor.Length / sizes[0], bound = Math.Sqrt(6 / fanIn);
            if (sizes.Length > 1) foreach (ref float value in values) value = (float)dice.Between(-bound, bound);
        }
        return network;
    }
}
