namespace Fovea;

/// <summary>RMSprop, as PyTorch's <c>RMSprop</c>: gradients divided by the root of their mean square.</summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>RMSprop.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="alpha">How much of the mean squared gradient is kept, 0 to below 1.</param>
    /// <param name="epsilon">What keeps the division from zero.</param>
    /// <param name="weightDecay">The L2 penalty: so much of each parameter is added to its gradient.</param>
    /// <param name="momentum">How much of the previous direction is kept. 0: none.</param>
    /// <param name="centered">Whether to divide by the root of the gradient's variance instead.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public RmsProp(double learningRate = 0.01, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false)
        : base(learningRate, weightDecay, ["square_avg", .. momentum == 0 ? (string[])[] : ["momentum_buffer"], .. centered ? (string[])["grad_avg"] : []])
    {
        Alpha = alpha is >= 0 and < 1 ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha is at least 0 and below 1.");
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Momentum = NotNegative(momentum, nameof(momentum));
        Centered = centered;
    }

    /// <summary>How much of the mean squared gradient is kept.</summary>
    public double Alpha { get; }

    /// <summary>What keeps the division from zero.</summary>
    public double Epsilon { get; }

    /// <summary>How much of the previous direction is kept.</summary>
    public double Momentum { get; }

    /// <summary>Whether to divide by the root of the gradient's variance.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterSlice slice) => UpdateRule.ApplyToAll(
        new Rule((float)slice.LearningRate, (float)Alpha, (float)(1 - Alpha), (float)Epsilon, (float)slice.WeightDecay, (float)Momentum, Centered),
        slice.Parameters, slice.Gradients, slice.State(0), slice.State(1), slice.State(2));

    internal readonly struct Rule(float learningRate, float alpha, float fresh, float epsilon, float weightDecay, float momentum, bool centered) : IUpdateRule
    {
        public int States => 1 + (momentum == 0 ? 0 : 1) + (centered ? 1 : 0);

        public void Apply<TFloats>(ref TFloats parameter, TFloats gradient, ref TFloats square, ref TFloats second, ref TFloats third)
            where TFloats : struct, IFloats<TFloats>
        {
            if (weightDecay != 0) gradient = TFloats.MultiplyAdd(TFloats.All(weightDecay), parameter, gradient);
            square = TFloats.MultiplyAdd(TFloats.All(fresh) * gradient, gradient, TFloats.All(alpha) * square);
            TFloats spread = square;
            if (centered)
            {
                ref TFloats mean = ref momentum == 0 ? ref second : ref third;
                mean = TFloats.MultiplyAdd(TFloats.All(fresh), gradient - mean, mean);
                spread = TFloats.Max(TFloats.All(0), square - mean * mean); // rounding may leave less than nothing
            }
            TFloats direction = gradient / (TFloats.Sqrt(spread) + TFloats.All(epsilon));
            if (momentum != 0) direction = second = TFloats.MultiplyAdd(TFloats.All(momentum), second, direction);
            parameter = TFloats.MultiplyAdd(TFloats.All(-learningRate), direction, parameter);
        }
    }
}
