namespace Fovea;

/// <summary>Adam, as PyTorch's <c>Adam</c>: weight decay is an L2 penalty on the gradient. <see cref="AdamW"/> keeps it apart.</summary>
public class Adam : Optimizer, IMomentum
{
    private readonly bool _decoupled;

    /// <summary>Adam.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">How much of the mean gradient is kept, 0 to below 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, 0 to below 1.</param>
    /// <param name="epsilon">What keeps the division from zero.</param>
    /// <param name="weightDecay">The L2 penalty: so much of each parameter is added to its gradient.</param>
    /// <param name="amsgrad">Whether to divide by the largest mean squared gradient so far (Reddi et al., "On the Convergence of Adam and Beyond", 2018).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false)
        : this(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, decoupled: false)
    {
    }

    private protected Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool amsgrad, bool decoupled)
        : base(learningRate, weightDecay, amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = Beta(beta1, nameof(beta1));
        Beta2 = Beta(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
        _decoupled = decoupled;
    }

    /// <summary>How much of the mean gradient is kept; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 0, or to 1 or more.</exception>
    public double Beta1
    {
        get;
        set => field = Beta(value, nameof(Beta1));
    }

    /// <summary>How much of the mean squared gradient is kept.</summary>
    public double Beta2 { get; }

    /// <summary>What keeps the division from zero.</summary>
    public double Epsilon { get; }

    /// <summary>Whether to divide by the largest mean squared gradient so far.</summary>
    public bool Amsgrad { get; }

    double IMomentum.Momentum
    {
        get => Beta1;
        set => Beta1 = value;
    }

    /// <inheritdoc/>
    protected override void Update(in ParameterSlice slice)
    {
        // Both means begin at zero; these undo the bias that leaves in the first steps.
        double correction1 = 1 - Math.Pow(Beta1, slice.Step), correction2 = 1 - Math.Pow(Beta2, slice.Step);
        var rule = new Rule(
            stepSize: (float)(slice.LearningRate / correction1),
            rest1: (float)(1 - Beta1),
            beta2: (float)Beta2,
            rest2: (float)(1 - Beta2),
            scale: (float)(1 / Math.Sqrt(correction2)),
            epsilon: (float)Epsilon,
            penalty: _decoupled ? 0 : (float)slice.WeightDecay,
            shrink: _decoupled ? (float)(1 - slice.LearningRate * slice.WeightDecay) : 1,
            amsgrad: Amsgrad);
        UpdateRule.ApplyToAll(rule, slice.Parameters, slice.Gradients, slice.State(0), slice.State(1), slice.State(2));
    }

    private static double Beta(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is at least 0 and below 1.");

    internal readonly struct Rule(float stepSize, float rest1, float beta2, float rest2, float scale, float epsilon, float penalty, float shrink, bool amsgrad = false) : IUpdateRule
    {
        public int States => amsgrad ? 3 : 2;

        public void Apply<TFloats>(ref TFloats parameter, TFloats gradient, ref TFloats mean, ref TFloats square, ref TFloats largest)
            where TFloats : struct, IFloats<TFloats>
        {
            if (shrink != 1) parameter *= TFloats.All(shrink);
            if (penalty != 0) gradient = TFloats.MultiplyAdd(TFloats.All(penalty), parameter, gradient);
            mean = TFloats.MultiplyAdd(TFloats.All(rest1), gradient - mean, mean);
            square = TFloats.MultiplyAdd(TFloats.All(rest2) * gradient, gradient, TFloats.All(beta2) * square);
            if (amsgrad) largest = TFloats.Max(largest, square);
            TFloats denominator = TFloats.MultiplyAdd(TFloats.Sqrt(amsgrad ? largest : square), TFloats.All(scale), TFloats.All(epsilon));
            parameter = TFloats.MultiplyAdd(TFloats.All(-stepSize), mean / denominator, parameter);
        }
    }
}
