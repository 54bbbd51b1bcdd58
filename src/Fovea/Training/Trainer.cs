using System.Diagnostics;
using System.Runtime.InteropServices;

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
public sealed class Trainer<TNetwork, TTarget>
    where TNetwork : class, ITrainable<TNetwork, TTarget>
    where TTarget : unmanaged
{
    private readonly float[] _gradients;
    private int[] _order = [];
    private float[] _inputs = [];
    private float[] _outputs = [];
    private TTarget[] _targets = [];
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
        _gradients = new float[network.ParameterCount];
    }

    /// <summary>The network.</summary>
    public TNetwork Network { get; }

    /// <summary>The optimizer. Its learning rate may be changed between epochs.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Images in a step; an epoch's last may have fewer. Default: 64.</summary>
    public int BatchSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64;

    /// <summary>Whether every epoch has an order of its own, drawn from <see cref="Seed"/> and the epoch's number. Default: true.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>The seed of the orders. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>How many epochs were completed, by all calls of <see cref="Fit"/>. Settable, to go on from a checkpoint.</summary>
    public int EpochsCompleted
    {
        get => _epochsCompleted;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _epochsCompleted = value;
        }
    }

    /// <summary>How to measure the loss of validation data. Default: none, since the declared loss is part of the training pass.</summary>
    public BatchLoss<TTarget>? ValidationLoss { get; set; }

    private static bool HasLabels => typeof(TTarget) == typeof(int) && TNetwork.TargetLength == Evaluation.Pixels(TNetwork.OutputShape);

    /// <summary>Trains. Lazy: each epoch runs when its report is asked for, so what happens between two reports happens between two epochs.</summary>
    /// <param name="training">The examples.</param>
    /// <param name="epochs">How many times to go through them.</param>
    /// <param name="validation">Examples to measure with after each epoch.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Asked before every step: the network is as the last whole step left it.</param>
    /// <returns>A report of each epoch.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    /// <exception cref="NotFiniteNumberException">While enumerating: a loss is infinite or NaN. The parameters are as before that step.</exception>
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
            for (int i = 0; i < epochs; i++) yield return RunEpoch(training, validation, progress, cancellationToken);
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

    private EpochReport RunEpoch(IDataset<TTarget> training, IDataset<TTarget>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int epoch = _epochsCompleted + 1, batchSize = Math.Min(BatchSize, training.Count), steps = (training.Count - 1) / batchSize + 1;
        Prepare(training.Count, batchSize, epoch);
        IDataset<TTarget> examples = training.ForEpoch(epoch);
        ConfusionMatrix? seen = HasLabels ? new(TNetwork.OutputShape.Channels) : null;
        double loss = 0;
        for (int step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int first = (step - 1) * batchSize, count = Math.Min(batchSize, training.Count - first);
            float batchLoss = Step(examples, _order.AsSpan(first, count), seen);
            if (!float.IsFinite(batchLoss))
                throw new NotFiniteNumberException($"Epoch {epoch}, step {step} of {steps}: the loss is {batchLoss}. The parameters are as they were before this step. Try a learning rate below {Optimizer.LearningRate}, and look for numbers that are not finite in the data.", batchLoss);
            Optimizer.Step(Network.Parameters, _gradients);
            loss += (double)batchLoss * count;
            progress?.Report(new(epoch, step, steps, batchLoss));
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double? validationLoss, double? validationAccuracy) = validation is null ? default : Validate(validation, cancellationToken);
        _epochsCompleted = epoch;
        return new(epoch, loss / training.Count, seen?.Accuracy, validationLoss, validationAccuracy, training.Count / seconds, Stopwatch.GetElapsedTime(start));
    }

    // All that the epoch needs, so that its steps allocate nothing.
    private void Prepare(int count, int batchSize, int epoch)
    {
        Resize(ref _order, count);
        Resize(ref _inputs, checked(batchSize * TNetwork.InputShape.Length));
        Resize(ref _targets, checked(batchSize * TNetwork.TargetLength));
        if (HasLabels) Resize(ref _outputs, checked(batchSize * TNetwork.OutputShape.Length));
        for (int i = 0; i < count; i++) _order[i] = i;
        if (Shuffle) new Xoshiro256(Seed, epoch).Shuffle(_order);

        static void Resize<T>(ref T[] array, int length)
        {
            if (array.Length != length) array = new T[length];
        }
    }

    private float Step(IDataset<TTarget> training, ReadOnlySpan<int> indices, ConfusionMatrix? seen)
    {
        Span<float> inputs = _inputs.AsSpan(0, indices.Length * training.InputLength);
        Span<TTarget> targets = _targets.AsSpan(0, indices.Length * training.TargetLength);
        Span<float> outputs = seen is null ? default : _outputs.AsSpan(0, indices.Length * TNetwork.OutputShape.Length);
        training.Read(indices, inputs, targets);
        _gradients.AsSpan().Clear();
        float loss = Network.Backward(inputs, targets, _gradients, outputs);
        seen?.Add(outputs, MemoryMarshal.Cast<TTarget, int>(targets), TNetwork.TargetLength);
        return loss;
    }

    private (double? Loss, double? Accuracy) Validate(IDataset<TTarget> validation, CancellationToken cancellationToken)
    {
        ConfusionMatrix? seen = HasLabels ? new(TNetwork.OutputShape.Channels) : null;
        BatchLoss<TTarget>? measure = ValidationLoss;
        if (seen is null && measure is null) return default;
        double loss = 0;
        Evaluation.Run(Network, validation, BatchSize, (outputs, targets) =>
        {
            seen?.Add(outputs, MemoryMarshal.Cast<TTarget, int>(targets), TNetwork.TargetLength);
            if (measure is not null) loss += measure(outputs, targets) * (targets.Length / TNetwork.TargetLength);
        }, cancellationToken);
        return (measure is null ? null : loss / validation.Count, seen?.Accuracy);
    }
}
