namespace Fovea;

/// <summary>Stochastic gradient descent, as PyTorch's <c>SGD</c>.</summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="momentum">How much of the previous direction is kept. 0: none, and nothing is remembered.</param>
    /// <param name="dampening">How much of the gradient is kept out of the direction, from the second step on.</param>
    /// <param name="weightDecay">The L2 penalty: so much of each parameter is added to its gradient.</param>
    /// <param name="nesterov">Whether to look ahead by one momentum; needs momentum, and no dampening.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or Nesterov's conditions do not hold.</exception>
    public Sgd(double learningRate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false)
        : base(learningRate, momentum == 0 ? [] : ["momentum_buffer"])
    {
        Momentum = NotNegative(momentum, nameof(momentum));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        Dampening = double.IsFinite(dampening) ? dampening : throw new ArgumentOutOfRangeException(nameof(dampening), dampening, "dampening is a finite number.");
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException($"Nesterov needs a momentum above 0 and a dampening of 0; they are {momentum} and {dampening}.", nameof(nesterov));
        Nesterov = nesterov;
    }

    /// <summary>How much of the previous direction is kept.</summary>
    public double Momentum { get; }

    /// <summary>How much of the gradient is kept out of the direction.</summary>
    public double Dampening { get; }

    /// <summary>The L2 penalty.</summary>
    public double WeightDecay { get; }

    /// <summary>Whether to look ahead by one momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients) => UpdateRule.ApplyToAll(
        new Rule((float)LearningRate, (float)Momentum, StepCount == 1 ? 1f : (float)(1 - Dampening), (float)WeightDecay, Nesterov), // the first gradient is not dampened
        parameters, gradients, State(0), default);

    internal readonly struct Rule(float learningRate, float momentum, float fresh, float weightDecay, bool nesterov) : IUpdateRule
    {
        public int States => momentum == 0 ? 0 : 1;

        public void Apply<TFloats>(ref TFloats parameter, TFloats gradient, ref TFloats direction, ref TFloats unused, ref TFloats unusedToo)
            where TFloats : struct, IFloats<TFloats>
        {
            if (weightDecay != 0) gradient = TFloats.MultiplyAdd(TFloats.All(weightDecay), parameter, gradient);
            if (momentum != 0)
            {
                direction = TFloats.MultiplyAdd(TFloats.All(momentum), direction, TFloats.All(fresh) * gradient);
                gradient = nesterov ? TFloats.MultiplyAdd(TFloats.All(momentum), direction, gradient) : direction;
            }
            parameter = TFloats.MultiplyAdd(TFloats.All(-learningRate), gradient, parameter);
        }
    }
}
