namespace Fovea;

/// <summary>
/// Trains a network on a dataset, epoch after epoch. The same seeds, data and settings give the same parameters, bit for bit.
/// <code>
/// var trainer = new Trainer&lt;LeNet5, int&gt;(network, new Adam());
/// foreach (EpochReport epoch in trainer.Fit(training, epochs: 5, validation)) Console.WriteLine(epoch);
/// </code>
/// </summary>
/// <typeparam name="TNetwork">The network's class.</typeparam>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public sealed partial class Trainer<TNetwork, TTarget>
    where TNetwork : class, ITrainable<TNetwork, TTarget>
    where TTarget : unmanaged
{
    private readonly List<EpochReport> _history = [];
    private readonly RunningStatistics _statistics;
    private readonly EpochTally _tally;
    private int _epochsCompleted;

    /// <summary>A trainer of one network with one optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">The optimizer, this network's own.</param>
    public Trainer(TNetwork network, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        Network = network;
        Optimizer = optimizer;
        _statistics = new(network);
        _tally = new(network);
    }

    /// <summary>The network.</summary>
    public TNetwork Network { get; }

    /// <summary>The optimizer. Without a <see cref="Scheduler"/>, its learning rate may be changed between epochs.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Images in a forward and backward pass; an epoch's last may have fewer. Default: 64.</summary>
    public int BatchSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64;

    /// <summary>Batches whose gradients make one step of the optimizer: the step is that of one batch as large as all of them, but for layers that look at a whole batch. For losses that are means. Default: 1.</summary>
    public int AccumulationSteps
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>How many batches are read ahead on another thread; 0 reads when they are needed. Default: 2. The result does not depend on it.</summary>
    public int Prefetch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 2;

    /// <summary>Whether every epoch has an order of its own, drawn from <see cref="Seed"/> and the epoch's number. Default: true.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>The seed of the orders. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>The learning rate's course. Default: none, the optimizer's stays as it is.</summary>
    public LRScheduler? Scheduler { get; set; }

    /// <summary>The largest norm that a step's gradients may have, all together; longer ones are shortened (<see cref="Gradients.ClipNorm"/>). Default: none.</summary>
    public double? MaxGradientNorm
    {
        get;
        set => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxGradientNorm), value, "A norm is at least 0.");
    }

    /// <summary>The largest magnitude that a single gradient may have (<see cref="Gradients.ClipValue"/>); comes before <see cref="MaxGradientNorm"/>. Default: none.</summary>
    public double? MaxGradientValue
    {
        get;
        set => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxGradientValue), value, "A limit is at least 0.");
    }

    /// <summary>A moving average of the parameters, updated with every step; validation then measures it. Default: none.</summary>
    public ExponentialMovingAverage? Average { get; set; }

    /// <summary>When to stop before the last epoch. Default: never.</summary>
    public EarlyStopping? EarlyStopping { get; set; }

    /// <summary>What else to measure on the validation data.</summary>
    public IList<IMetric<TTarget>> Metrics { get; } = [];

    /// <summary>Who is told of what happens, in order.</summary>
    public IList<TrainerCallback> Callbacks => _callbacks;

    /// <summary>The other processes that train this network. Default: none.</summary>
    public ICommunicator? Communicator { get; set; }

    /// <summary>How to measure the loss of validation data. Default: the declared loss.</summary>
    public BatchLoss<TTarget>? ValidationLoss { get; set; }

    /// <summary>How many epochs were completed, by all calls of <see cref="Fit"/>. Setting it forgets a half epoch.</summary>
    public int EpochsCompleted
    {
        get => _epochsCompleted;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _epochsCompleted = value;
            _tally.Clear();
        }
    }

    /// <summary>How many steps of an epoch that was left half were made: the next <see cref="Fit"/> goes on after them. 0 between epochs.</summary>
    public int StepsIntoEpoch => _tally.Steps;

    /// <summary>How many steps were made in all.</summary>
    public long StepsCompleted => _stepsCompleted;

    /// <summary>The reports of all epochs so far, those before a checkpoint included.</summary>
    public IReadOnlyList<EpochReport> History => _history;

    private static bool HasLabels => typeof(TTarget) == typeof(int) && TNetwork.TargetLength == Evaluation.Pixels(TNetwork.OutputShape);

    /// <summary>How many steps so many epochs have: what <see cref="OneCycleLR"/> wants to know.</summary>
    /// <param name="training">The examples.</param>
    /// <param name="epochs">The epochs.</param>
    public int CountSteps(IDataset<TTarget> training, int epochs)
    {
        ArgumentNullException.ThrowIfNull(training);
        return checked(StepsOf(training.Count) * epochs);
    }

    /// <summary>
    /// Holds tensors still from now on, as <see cref="Optimizer.Freeze"/> does, and the running statistics among them: their batch normalisations then work as in evaluation
    /// (<see cref="IParameterized.FrozenStatistics"/>). PyTorch's <c>requires_grad_(False)</c> with <c>eval()</c>; Keras' <c>trainable = False</c>.
    /// </summary>
    /// <param name="patterns">Names, with <c>*</c> for any characters and <c>?</c> for one: <c>"conv*"</c>.</param>
    /// <exception cref="ArgumentException">A pattern matches no tensor.</exception>
    public void Freeze(params string[] patterns)
    {
        Optimizer.Freeze(Network, patterns);
        Network.FrozenStatistics = [.. Network.FrozenStatistics.Union(_statistics.Matching(patterns))];
    }

    /// <summary>Lets frozen tensors go on.</summary>
    /// <param name="patterns">Names, with <c>*</c> for any characters and <c>?</c> for one.</param>
    /// <exception cref="ArgumentException">A pattern matches no tensor.</exception>
    public void Unfreeze(params string[] patterns)
    {
        Optimizer.Unfreeze(Network, patterns);
        Network.FrozenStatistics = [.. Network.FrozenStatistics.Except(_statistics.Matching(patterns))];
    }

    /// <summary>Trains. Lazy: each epoch runs when its report is asked for, so what happens between two reports happens between two epochs.</summary>
    /// <param name="training">The examples.</param>
    /// <param name="epochs">How many times to go through them. The rest of an epoch that was left half counts as one.</param>
    /// <param name="validation">Examples to measure with after each epoch.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Asked before every step: the network is as the last whole step left it, and the next call goes on from there.</param>
    /// <returns>A report of each epoch.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    /// <exception cref="NotFiniteNumberException">While enumerating: a loss or gradient is infinite or NaN. The network is as before that step.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: cancellation was asked for.</exception>
    public IEnumerable<EpochReport> Fit(
        IDataset<TTarget> training,
        int epochs,
        IDataset<TTarget>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Evaluation.Check(Network, training, TNetwork.TargetLength, nameof(training));
        if (validation is not null) Evaluation.Check(Network, validation, TNetwork.TargetLength, nameof(validation));
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        return Epochs();

        IEnumerable<EpochReport> Epochs()
        {
            if (Communicator is not null) Replicas.Synchronize(Communicator, Network);
            for (int i = 0; i < epochs && EarlyStopping is not { HasStopped: true }; i++) yield return RunEpoch(training, validation, progress, cancellationToken);
        }
    }

    /// <summary>Counts what the network takes each labelled image, or pixel, for.</summary>
    /// <param name="data">The images.</param>
    /// <param name="cancellationToken">Asked before each batch.</param>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    /// <exception cref="NotSupportedException">The network's targets are no labels.</exception>
    public ConfusionMatrix Evaluate(IDataset<TTarget> data, CancellationToken cancellationToken = default) => data is IDataset<int> labelled
        ? Network.Evaluate(labelled, BatchSize, cancellationToken)
        : throw new NotSupportedException($"The targets of {typeof(TNetwork).Name} are no class labels, so there is nothing to count.");

    private int StepsOf(int examples) => (int)((examples - 1) / ((long)BatchSize * AccumulationSteps)) + 1;
}
