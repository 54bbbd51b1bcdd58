namespace Fovea;

/// <summary>Changes parameters by their gradients, one span of each: <see cref="IParameterized.Parameters"/> and what <c>Backward</c> filled.</summary>
public abstract class Optimizer
{
    private readonly string[] _stateNames;
    private float[][] _states = [];
    private double _learningRate;
    private long _stepCount;

    /// <summary>An optimizer with so much state for each parameter.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="stateNames">The names of its state, PyTorch's: <c>exp_avg</c>, <c>exp_avg_sq</c>.</param>
    protected Optimizer(double learningRate, params ReadOnlySpan<string> stateNames)
    {
        LearningRate = learningRate;
        _stateNames = stateNames.ToArray();
    }

    /// <summary>The learning rate; may be changed between any two steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 0, or to no finite number.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NotNegative(value, nameof(LearningRate));
    }

    /// <summary>How many steps were made. Settable, with the state, to go on from a checkpoint.</summary>
    public long StepCount
    {
        get => _stepCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _stepCount = value;
        }
    }

    /// <summary>The names of what the optimizer remembers of each parameter.</summary>
    public ReadOnlySpan<string> StateNames => _stateNames;

    /// <summary>How many parameters it has state for; 0 before <see cref="Allocate"/> or the first step.</summary>
    public int ParameterCount { get; private set; }

    /// <summary>What the optimizer remembers under a name of <see cref="StateNames"/>: a number for each parameter, at its index. Empty before <see cref="Allocate"/> or the first step.</summary>
    /// <param name="name">The name.</param>
    public Span<float> State(string name)
    {
        int index = Array.IndexOf(_stateNames, name);
        if (index < 0) throw new ArgumentException($"{GetType().Name} has no state '{name}'. It has {(_stateNames.Length == 0 ? "none" : Safetensors.List(_stateNames))}.", nameof(name));
        return State(index);
    }

    /// <summary>Makes room for the state of so many parameters, at zero. The first step does it, if nobody has before.</summary>
    /// <param name="parameterCount">How many parameters.</param>
    /// <exception cref="InvalidOperationException">It has state for another number of parameters.</exception>
    public void Allocate(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        if (ParameterCount == parameterCount) return;
        if (ParameterCount != 0)
            throw new InvalidOperationException($"This {GetType().Name} has state for {ParameterCount} parameters, and {parameterCount} were given. Each network needs an optimizer of its own.");
        float[][] states = new float[_stateNames.Length][];
        for (int i = 0; i < states.Length; i++) states[i] = new float[parameterCount];
        _states = states;
        ParameterCount = parameterCount;
    }

    /// <summary>Makes one step: changes the parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">The loss's gradient by each of them.</param>
    /// <exception cref="ArgumentException">The two are not of one length.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (parameters.Length != gradients.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters and {gradients.Length} gradients.", nameof(gradients));
        Allocate(parameters.Length);
        _stepCount++;
        Update(parameters, gradients);
    }

    /// <summary>The optimizer's formula, for spans of one length. <see cref="StepCount"/> is 1 in the first step, and the state is there.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">The loss's gradient by each of them.</param>
    protected abstract void Update(Span<float> parameters, ReadOnlySpan<float> gradients);

    /// <summary>The state of an index in <see cref="StateNames"/>; empty where there is none.</summary>
    /// <param name="index">The index.</param>
    protected Span<float> State(int index) => index < _states.Length ? _states[index] : [];

    private protected static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number of at least 0.");
}
