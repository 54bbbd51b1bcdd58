namespace Fovea;

/// <summary>What an epoch has come to so far.</summary>
internal sealed class EpochTally(IParameterized network)
{
    private int _steps, _images;
    private double _loss;
    private long _right, _labels;

    /// <summary>How many steps were made.</summary>
    public int Steps => _steps;

    /// <summary>How many images they had.</summary>
    public int Images => _images;

    /// <summary>The mean loss.</summary>
    public double Loss => _loss / _images;

    /// <summary>The share of labels that were right; null where there were none.</summary>
    public double? Accuracy => _labels == 0 ? null : (double)_right / _labels;

    public GradientNorms Norms { get; } = new(network);

    /// <summary>Takes note of a step.</summary>
    /// <param name="loss">The sum of its images' losses.</param>
    /// <param name="images">How many images it had.</param>
    /// <param name="right">How many labels were right.</param>
    /// <param name="labels">How many labels there were.</param>
    public void Add(double loss, int images, long right, long labels)
    {
        _steps++;
        _images += images;
        _loss += loss;
        _right += right;
        _labels += labels;
    }

    public void Clear()
    {
        (_steps, _images, _loss, _right, _labels) = (0, 0, 0, 0, 0);
        Norms.Clear();
    }

    public void Exchange(StateExchange state)
    {
        state.Number("steps", ref _steps);
        state.Number("images", ref _images);
        state.Number("loss", ref _loss);
        state.Number("right", ref _right);
        state.Number("labels", ref _labels);
        Norms.Exchange(state.Part("gradient_norm"));
    }
}
