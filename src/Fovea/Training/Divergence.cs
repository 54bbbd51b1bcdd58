namespace Fovea;

/// <summary>Finds out where numbers stopped being finite: by looking, once it has happened, so that a training that goes well pays nothing for it.</summary>
internal static class Divergence
{
    /// <summary>Sentences about a batch whose loss is not finite, with the network as it was before the step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The batch.</param>
    /// <param name="examples">Which examples it holds.</param>
    /// <param name="isShared">Whether other processes have other parts of the batch.</param>
    public static string Describe<TNetwork>(TNetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<int> examples, bool isShared)
        where TNetwork : class, IDifferentiable<TNetwork>
    {
        int input = FirstNotFinite(inputs), first = int.MaxValue;
        network.TraceForward(inputs, (layer, output) =>
        {
            if (layer < first && FirstNotFinite(output) >= 0) first = layer;
        });
        string text = first < int.MaxValue
            ? $" The first layer whose output is not finite is '{TNetwork.Layers[first].Name}' ({TNetwork.Layers[first].Kind})."
            : isShared ? " It arose in another process's part of the batch." : TNetwork.Layers.IsEmpty ? "" : " Every layer's output is finite: it is the loss itself that is not.";
        if (input >= 0) text += $" Example {examples[input / (inputs.Length / examples.Length)]} of the data has numbers that are not finite.";
        foreach (ParameterInfo info in TNetwork.ParameterInfos)
        {
            if (FirstNotFinite((info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length)) < 0) continue;
            text += $" The tensor '{info.Name}' is not finite.";
            break;
        }
        return text;
    }

    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }
        return -1;
    }
}
