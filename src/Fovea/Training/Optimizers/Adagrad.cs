namespace Fovea;

/// <summary>Adagrad, as PyTorch's <c>Adagrad</c>: gradients divided by the root of the sum of all their squares.</summary>
public sealed class Adagrad : Optimizer
{
    /// <summary>Adagrad.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="learningRateDecay">How fast it falls: step n is made with learning rate/(1 + (n − 1) · decay).</param>
    /// <param name="weightDecay">The L2 penalty: so much of each parameter is added to its gradient.</param>
    /// <param name="initialAccumulator">With what the sums begin.</param>
    /// <param name="epsilon">What keeps the division from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Adagrad(double learningRate = 0.01, double learningRateDecay = 0, double weightDecay = 0, double initialAccumulator = 0, double epsilon = 1e-10)
        : base(learningRate, weightDecay, "sum")
    {
        LearningRateDecay = NotNegative(learningRateDecay, nameof(learningRateDecay));
        InitialAccumulator = NotNegative(initialAccumulator, nameof(initialAccumulator));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>How fast the learning rate falls.</summary>
    public double LearningRateDecay { get; }

    /// <summary>With what the sums begin.</summary>
    public double InitialAccumulator { get; }

    /// <summary>What keeps the division from zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterSlice slice)
    {
        if (slice.Step == 1) slice.State(0).Fill((float)InitialAccumulator);
        UpdateRule.ApplyToAll(
            new Rule((float)(slice.LearningRate / (1 + (slice.Step - 1) * LearningRateDecay)), (float)slice.WeightDecay, (float)Epsilon),
            slice.Parameters, slice.Gradients, slice.State(0), default);
    }

    internal readonly struct Rule(float learningRate, float weightDecay, float epsilon) : IUpdateRule
    {
        public int States => 1;

        public void Apply<TFloats>(ref TFloats parameter, TFloats gradient, ref TFloats sum, ref TFloats unused, ref TFloats unusedToo)
            where TFloats : struct, IFloats<TFloats>
        {
            if (weightDecay != 0) gradient = TFloats.MultiplyAdd(TFloats.All(weightDecay), parameter, gradient);
            sum = TFloats.MultiplyAdd(gradient, gradient, sum);
            parameter = TFloats.MultiplyAdd(TFloats.All(-learningRate), gradient / (TFloats.Sqrt(sum) + TFloats.All(epsilon)), parameter);
        }
    }
}
