namespace Fovea;

/// <summary>Changes parameters by their gradients, one span of each: <see cref="IParameterized.Parameters"/> and what <c>Backward</c> filled.</summary>
public abstract class Optimizer
{
    private readonly string[] _stateNames;
    private float[][] _states = [];
    private ParameterRun[] _runs = [];
    private double _learningRate;
    private long _stepCount;

    /// <summary>An optimizer with so much state for each parameter.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="stateNames">The names of its state, PyTorch's: <c>exp_avg</c>, <c>exp_avg_sq</c>.</param>
    protected Optimizer(double learningRate, double weightDecay, params ReadOnlySpan<string> stateNames)
    {
        LearningRate = InitialLearningRate = learningRate;
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        _stateNames = stateNames.ToArray();
    }

    /// <summary>The learning rate; may be changed between any two steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 0, or to no finite number.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NotNegative(value, nameof(LearningRate));
    }

    /// <summary>The learning rate it was made with: what schedules begin from. PyTorch's <c>initial_lr</c>.</summary>
    public double InitialLearningRate { get; }

    /// <summary>The weight decay, where no <see cref="ParameterGroup"/> says otherwise. An L2 penalty on the gradient; <see cref="AdamW"/>'s is decoupled.</summary>
    public double WeightDecay { get; }

    /// <summary>How many steps were made. Settable, with the state, to go on from a checkpoint: every tensor then counts so many.</summary>
    public long StepCount
    {
        get => _stepCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _stepCount = value;
            foreach (ParameterRun run in _runs) run.Steps = value;
        }
    }

    /// <summary>The names of what the optimizer remembers of each parameter.</summary>
    public ReadOnlySpan<string> StateNames => _stateNames;

    /// <summary>How many parameters it has state for; 0 before <see cref="Allocate"/> or the first step.</summary>
    public int ParameterCount { get; private set; }

    /// <summary>The parameters with their settings, in order.</summary>
    internal ReadOnlySpan<ParameterRun> Runs => _runs;

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
        _runs = [new(0, parameterCount) { Steps = _stepCount }];
    }

    /// <summary>Gives tensors a learning rate or weight decay of their own. What a later group sets, it sets in place of an earlier one.</summary>
    /// <param name="network">The network whose parameters it steps.</param>
    /// <param name="group">Which tensors, and their settings.</param>
    /// <exception cref="ArgumentException">A pattern matches no tensor.</exception>
    public void AddGroup(IParameterized network, ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        foreach (ParameterRun run in Select(network, group.Patterns, nameof(group)))
        {
            run.LearningRateFactor = group.LearningRateFactor ?? run.LearningRateFactor;
            run.WeightDecay = group.WeightDecay ?? run.WeightDecay;
        }
    }

    /// <summary>Holds tensors still: no step changes them, weight decay included, nor the optimizer's state of them. PyTorch's <c>requires_grad_(False)</c>.</summary>
    /// <param name="network">The network whose parameters it steps.</param>
    /// <param name="patterns">Names, with <c>*</c> for any characters and <c>?</c> for one.</param>
    /// <exception cref="ArgumentException">A pattern matches no tensor.</exception>
    public void Freeze(IParameterized network, params string[] patterns)
    {
        foreach (ParameterRun run in Select(network, patterns, nameof(patterns))) run.IsFrozen = true;
    }

    /// <summary>Lets frozen tensors go on from where they stopped.</summary>
    /// <param name="network">The network whose parameters it steps.</param>
    /// <param name="patterns">Names, with <c>*</c> for any characters and <c>?</c> for one.</param>
    /// <exception cref="ArgumentException">A pattern matches no tensor.</exception>
    public void Unfreeze(IParameterized network, params string[] patterns)
    {
        foreach (ParameterRun run in Select(network, patterns, nameof(patterns))) run.IsFrozen = false;
    }

    /// <summary>Makes one step: changes the parameters, many of them on <see cref="Compute.MaxDegreeOfParallelism"/> threads. The result's bits do not depend on it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">The loss's gradient by each of them.</param>
    /// <exception cref="ArgumentException">The two are not of one length.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (parameters.Length != gradients.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters and {gradients.Length} gradients.", nameof(gradients));
        Allocate(parameters.Length);
        _stepCount++;
        for (int i = 0, next; i < _runs.Length; i = next)
        {
            ParameterRun first = _runs[i];
            for (next = i + 1; next < _runs.Length && _runs[next].IsLike(first);) next++;
            if (first.IsFrozen) continue;
            for (int j = i; j < next; j++) _runs[j].Steps++;
            int length = _runs[next - 1].Offset + _runs[next - 1].Length - first.Offset;
            Update(new(
                this, first.Offset, parameters.Slice(first.Offset, length), gradients.Slice(first.Offset, length),
                LearningRate * first.LearningRateFactor, first.WeightDecay ?? WeightDecay, first.Steps));
        }
    }

    /// <summary>The optimizer's formula, for parameters with the same settings.</summary>
    /// <param name="slice">The parameters, gradients, settings and state.</param>
    protected abstract void Update(in ParameterSlice slice);

    /// <summary>Zeroes the gradients of what is frozen: it has none.</summary>
    internal void ClearFrozen(Span<float> gradients)
    {
        foreach (ParameterRun run in _runs)
        {
            if (run.IsFrozen) gradients.Slice(run.Offset, run.Length).Clear();
        }
    }

    /// <summary>The state of an index in <see cref="StateNames"/>; empty where there is none.</summary>
    internal Span<float> State(int index) => index < _states.Length ? _states[index] : [];

    /// <summary>A run a tensor, each with what it had before.</summary>
    internal void SplitByTensor(IParameterized network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Allocate(network.ParameterCount);
        ParameterInfo[] tensors = [.. network.ParameterInfos.ToArray().Where(info => info.Trainable)];
        if (_runs.Length == tensors.Length) return;
        _runs = [.. tensors.Select(info => new ParameterRun(info.Offset, info.Length) { Steps = _stepCount })];
    }

    /// <summary>What a checkpoint has to keep beside the state: settings that change, and each tensor's count of steps.</summary>
    internal void Exchange(StateExchange state)
    {
        state.Number("learning_rate", ref _learningRate);
        state.Number("step", ref _stepCount);
        for (int i = 0; i < _runs.Length; i++)
        {
            long steps = _runs[i].Steps;
            state.Number($"step.{i}", ref steps);
            _runs[i].Steps = steps;
        }
        if (this is not IMomentum changing) return;
        double momentum = changing.Momentum;
        state.Number("momentum", ref momentum);
        changing.Momentum = momentum;
    }

    private protected static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number of at least 0.");

    private IEnumerable<ParameterRun> Select(IParameterized network, IReadOnlyList<string> patterns, string parameter)
    {
        SplitByTensor(network);
        HashSet<int> offsets = [.. NamePatterns.Select(network, patterns, parameter).Where(info => info.Trainable).Select(info => info.Offset)];
        return _runs.Where(run => offsets.Contains(run.Offset));
    }
}
