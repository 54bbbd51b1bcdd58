namespace Fovea;

/// <summary>The Euclidean norms of gradients, layer by layer, and their means over the steps of an epoch.</summary>
internal sealed class GradientNorms
{
    private readonly ParameterInfo[] _tensors;
    private readonly int[] _layerOf;
    private readonly string[] _layers;
    private readonly double[] _squares, _sums;
    private double _sum;
    private int _steps;

    public GradientNorms(IParameterized network)
    {
        _tensors = [.. network.ParameterInfos.ToArray().Where(info => info.Trainable)];
        string[] layers = [.. _tensors.Select(info => LayerOf(info.Name))];
        _layers = [.. layers.Distinct()];
        _layerOf = [.. layers.Select(layer => Array.IndexOf(_layers, layer))];
        _squares = new double[_layers.Length];
        _sums = new double[_layers.Length];
    }

    /// <summary>The mean over the steps of the norm of all gradients.</summary>
    public double Mean => _sum / _steps;

    /// <summary>Takes in a step's gradients and returns the norm of all.</summary>
    public double Add(ReadOnlySpan<float> gradients)
    {
        Array.Clear(_squares);
        for (int i = 0; i < _tensors.Length; i++)
        {
            double norm = Gradients.Norm(gradients.Slice(_tensors[i].Offset, _tensors[i].Length));
            _squares[_layerOf[i]] += norm * norm;
        }
        double squares = 0;
        foreach (double square in _squares) squares += square;
        double total = Math.Sqrt(squares);
        if (!double.IsFinite(total)) return total;
        for (int i = 0; i < _sums.Length; i++) _sums[i] += Math.Sqrt(_squares[i]);
        _sum += total;
        _steps++;
        return total;
    }

    /// <summary>The last layer, so the first that the backward pass came to, whose gradients of the last step are not finite.</summary>
    public string? LastNotFinite() => _layers.Where((_, i) => !double.IsFinite(_squares[i])).LastOrDefault();

    public IReadOnlyList<LayerGradientNorm> Means() => [.. _layers.Select((layer, i) => new LayerGradientNorm(layer, _sums[i] / _steps))];

    public void Clear()
    {
        Array.Clear(_sums);
        (_sum, _steps) = (0, 0);
    }

    public void Exchange(StateExchange state)
    {
        state.Number("steps", ref _steps);
        state.Number("sum", ref _sum);
        for (int i = 0; i < _sums.Length; i++) state.Number($"{i}", ref _sums[i]);
    }

    private static string LayerOf(string tensor) => tensor.LastIndexOf('.') is > 0 and int dot ? tensor[..dot] : tensor;
}
