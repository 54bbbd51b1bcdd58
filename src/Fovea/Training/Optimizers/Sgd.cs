namespace Fovea;

/// <summary>Stochastic gradient descent, as PyTorch's <c>SGD</c>.</summary>
public sealed class Sgd : Optimizer, IMomentum
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="momentum">How much of the previous direction is kept. 0: none, and nothing is remembered.</param>
    /// <param name="dampening">How much of the gradient is kept out of the direction, from the second step on.</param>
    /// <param name="weightDecay">The L2 penalty: so much of each parameter is added to its gradient.</param>
    /// <param name="nesterov">Whether to look ahead by one momentum; needs momentum, and no dampening.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or Nesterov's conditions do not hold.</exception>
    public Sgd(double learningRate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false)
        : base(learningRate, weightDecay, momentum == 0 ? [] : ["momentum_buffer"])
    {
        Momentum = NotNegative(momentum, nameof(momentum));
        Dampening = double.IsFinite(dampening) ? dampening : throw new ArgumentOutOfRangeException(nameof(dampening), dampening, "dampening is a finite number.");
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException($"Nesterov needs a momentum above 0 and a dampening of 0; they are {momentum} and {dampening}.", nameof(nesterov));
        Nesterov = nesterov;
    }

    /// <summary>How much of the previous direction is kept; may be changed between steps where there was one from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 0, to no finite number, or above 0 where nothing is remembered.</exception>
    public double Momentum
    {
        get;
        set => field = value == 0 || !StateNames.IsEmpty ? NotNegative(value, nameof(Momentum)) : throw new ArgumentOutOfRangeException(nameof(Momentum), value, "This optimizer was made without momentum, and remembers no direction.");
    }

    /// <summary>How much of the gradient is kept out of the direction.</summary>
    public double Dampening { get; }

    /// <summary>Whether to look ahead by one momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterSlice slice) => UpdateRule.ApplyToAll(
        new Rule((float)slice.LearningRate, (float)Momentum, slice.Step == 1 ? 1f : (float)(1 - Dampening), (float)slice.WeightDecay, Nesterov), // the first gradient is not dampened
        slice.Parameters, slice.Gradients, slice.State(0), default);

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
