using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fovea;

// Epochs and steps.
public sealed partial class Trainer<TNetwork, TTarget>
{
    private readonly List<TrainerCallback> _callbacks = [];
    private long _stepsCompleted;
    private int _examples;
    private int[] _order = [];
    private float[] _outputs = [], _packet = [];

    private EpochReport RunEpoch(IDataset<TTarget> training, IDataset<TTarget>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int epoch = _epochsCompleted + 1, steps = StepsOf(training.Count), imagesBefore = _tally.Images;
        foreach (TrainerCallback callback in _callbacks) callback.OnEpochStart(epoch);
        TrainingBatches<TTarget> batches = Open(training, epoch, steps);
        try
        {
            for (int step = _tally.Steps + 1; step <= steps; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Scheduler?.Apply(Optimizer, Scheduler.Interval == ScheduleInterval.Epoch ? epoch - 1 : _stepsCompleted);
                (double loss, double norm) = Step(batches, epoch, step, steps);
                TrainingProgress stand = new(epoch, step, steps, (float)loss)
                {
                    LearningRate = Optimizer.LearningRate, GradientNorm = norm, Images = _tally.Images, Elapsed = Stopwatch.GetElapsedTime(start),
                };
                foreach (TrainerCallback callback in _callbacks) callback.OnStepEnd(stand);
                progress?.Report(stand);
            }
        }
        finally
        {
            batches.Close();
            Network.ImageOffset = 0;
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = new EpochReport(epoch, _tally.Loss, _tally.Accuracy, null, null, (_tally.Images - imagesBefore) / seconds, default)
        {
            LearningRate = Optimizer.LearningRate, GradientNorm = _tally.Norms.Mean, LayerGradientNorms = _tally.Norms.Means(),
        };
        if (validation is not null) report = Validate(report, validation, cancellationToken);
        if (Communicator is not null) Replicas.Verify(Communicator, Network);
        report = report with { Elapsed = Stopwatch.GetElapsedTime(start) };
        EndEpoch(report);
        return report;
    }

    private void EndEpoch(EpochReport report)
    {
        _epochsCompleted = report.Epoch;
        _tally.Clear();
        _history.Add(report);
        Scheduler?.Observe(report, Optimizer);
        if (EarlyStopping is { } stopping)
        {
            stopping.Observe(report, Network, Average);
            if (stopping.HasStopped) stopping.Restore(Network);
        }
        foreach (TrainerCallback callback in _callbacks) callback.OnEpochEnd(report);
    }

    // All that the epoch needs, so that its steps allocate nothing.
    private TrainingBatches<TTarget> Open(IDataset<TTarget> training, int epoch, int steps)
    {
        int count = training.Count;
        if (_tally.Steps > 0 && (_examples != count || _tally.Steps > steps || _tally.Images != Math.Min(count, (long)_tally.Steps * BatchSize * AccumulationSteps)))
        {
            throw new InvalidOperationException(
                $"Epoch {epoch} was left after {_tally.Steps} steps, {_tally.Images} of {_examples} examples. It cannot be gone on with on {count} examples in steps of {BatchSize} × {AccumulationSteps}. Set EpochsCompleted to begin it anew.");
        }
        _examples = count;
        if (HasLabels) Resize(ref _outputs, checked(Math.Min(BatchSize, count) * TNetwork.OutputShape.Length));
        Resize(ref _packet, Network.ParameterCount + (Communicator is null ? 0 : 3 + _statistics.Length));
        Resize(ref _order, count);
        for (int i = 0; i < count; i++) _order[i] = i;
        if (Shuffle) new Xoshiro256(Seed, epoch).Shuffle(_order);
        return new(training.ForEpoch(epoch), _order, BatchSize, _tally.Steps * AccumulationSteps, Prefetch, Communicator);

        static void Resize<T>(ref T[] array, int length)
        {
            if (array.Length != length) array = new T[length];
        }
    }

    // One step of the optimizer: the batches that make it, their gradients brought together, and the update. Returns the mean loss and the gradients' norm.
    private (double Loss, double Norm) Step(TrainingBatches<TTarget> batches, int epoch, int step, int steps)
    {
        int first = (step - 1) * BatchSize * AccumulationSteps, images = (int)Math.Min((long)BatchSize * AccumulationSteps, _examples - first);
        long trainingStep = Network.TrainingStep, right = 0, labels = 0;
        double loss = 0;
        Batch<TTarget>? batch = null;
        Span<float> gradients = _packet.AsSpan(0, Network.ParameterCount);
        Gradients.Clear(_packet);
        _statistics.Keep(Network);
        int before = 0;
        for (int offset = 0; offset < images && double.IsFinite(loss); offset += BatchSize)
        {
            (int start, int count) = batches.Share((first + offset) / BatchSize);
            if (count == 0)
            {
                Network.TrainingStep++;
                continue;
            }
            batch = batches.Next();
            Network.ImageOffset = start;
            Scale(gradients, before, count); // Gradients are means over their batch: what is there already becomes one of as many images.
            loss += (double)Pass(batch, gradients, ref right, ref labels) * count;
            before = count;
        }
        Scale(gradients, before, images);
        if (Communicator is not null) Exchange(ref loss, ref right, ref labels);
        Optimizer.ClearFrozen(gradients);
        foreach (TrainerCallback callback in _callbacks) callback.OnGradients(gradients);

        double norm = double.IsFinite(loss) ? _tally.Norms.Add(gradients) : double.NaN;
        if (!double.IsFinite(norm)) throw Diverged(loss / images, batch, trainingStep, $"Epoch {epoch}, step {step} of {steps}: ");
        if (MaxGradientValue is { } limit) Gradients.ClipValue(gradients, limit);
        if (MaxGradientNorm is { } most) Gradients.ClipNorm(gradients, most);
        Optimizer.Step(Network.Parameters, gradients);
        Average?.Update(Network);
        _tally.Add(loss, images, right, labels);
        _stepsCompleted++;
        return (loss / images, norm);
    }

    // Forward and backward of one batch. Adds to the gradients.
    private float Pass(Batch<TTarget> batch, Span<float> gradients, ref long right, ref long labels)
    {
        Span<float> outputs = HasLabels ? _outputs.AsSpan(0, batch.Count * TNetwork.OutputShape.Length) : default;
        float loss = Network.Backward(batch.Inputs, batch.Targets, gradients, outputs);
        if (HasLabels) LabelledOutputs.CountRight(outputs, MemoryMarshal.Cast<TTarget, int>(batch.Targets), batch.Count, ref right, ref labels);
        return loss;
    }

    // One sum over all processes: gradients, what the report needs, and the first's running statistics.
    private void Exchange(ref double loss, ref long right, ref long labels)
    {
        Span<float> rest = _packet.AsSpan(Network.ParameterCount);
        (rest[0], rest[1], rest[2]) = ((float)loss, right, labels);
        if (Communicator!.Rank == 0) _statistics.Read(Network, rest[3..]);
        Communicator.AllReduceSum(_packet);
        (loss, right, labels) = (rest[0], (long)rest[1], (long)rest[2]);
        _statistics.Write(Network, rest[3..]);
    }

    private NotFiniteNumberException Diverged(double loss, Batch<TTarget>? batch, long trainingStep, string place)
    {
        _statistics.Restore(Network);
        Network.TrainingStep = trainingStep;
        string problem = double.IsFinite(loss)
            ? $"the loss is {loss}, but the gradients of '{_tally.Norms.LastNotFinite()}' are not finite."
            : $"the loss is {(float)loss}." + (batch is null ? "" : Divergence.Describe(Network, batch.Inputs, batch.Indices, Communicator is { Size: > 1 }));
        return new($"{place}{problem} The network is as it was before this step. Try a learning rate below {Optimizer.LearningRate}, and look for numbers that are not finite in the data.", loss);
    }

    private EpochReport Validate(EpochReport report, IDataset<TTarget> validation, CancellationToken cancellationToken)
    {
        ConfusionMatrix? seen = HasLabels ? new(TNetwork.OutputShape.Channels) : null;
        BatchLoss<TTarget>? measure = ValidationLoss;
        double loss = 0;
        foreach (IMetric<TTarget> metric in Metrics) metric.Clear();
        Average?.SwapWith(Network);
        try
        {
            Evaluation.Run(Network, validation, BatchSize, (outputs, targets) =>
            {
                int images = targets.Length / TNetwork.TargetLength;
                seen?.Add(outputs, MemoryMarshal.Cast<TTarget, int>(targets), TNetwork.TargetLength);
                loss += (measure is null ? Network.Loss(outputs, targets) : measure(outputs, targets)) * images;
                foreach (IMetric<TTarget> metric in Metrics) metric.Add(outputs, targets, images);
            }, cancellationToken);
        }
        finally
        {
            Average?.SwapWith(Network);
        }
        return report with
        {
            ValidationLoss = loss / validation.Count,
            ValidationAccuracy = seen?.Accuracy,
            Validation = seen,
            Metrics = [.. Metrics.Select(metric => new MetricValue(metric.Name, metric.Value))],
        };
    }

    private static void Scale(Span<float> gradients, int from, int to)
    {
        if (from == to || from == 0) return;
        float factor = (float)((double)from / to);
        foreach (ref float gradient in gradients) gradient *= factor;
    }
}
