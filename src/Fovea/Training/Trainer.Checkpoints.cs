namespace Fovea;

// Checkpoints: all that a training needs to go on as if it had never stopped.
public sealed partial class Trainer<TNetwork, TTarget>
{
    private string Setup => string.Join(", ",
        Optimizer.StateNames.IsEmpty ? Optimizer.GetType().Name : $"{Optimizer.GetType().Name} ({string.Join(", ", Optimizer.StateNames.ToArray())})",
        Scheduler?.GetType().Name ?? "no schedule", Average is null ? "no average" : "an average", EarlyStopping is null ? "no early stopping" : "early stopping");

    private string Order => $"{(Shuffle ? $"an order of seed {Seed}" : "the data's order")} and {AccumulationSteps} × {BatchSize} examples a step";

    /// <summary>
    /// Saves all that the training needs to go on with the same bits: parameters, buffers, the optimizer's state, the schedule's, averages, the best weights, counters, and the half epoch.
    /// One safetensors file, in which the network's tensors have their own names. It is replaced at once when the new one is on the disk, so being killed leaves the one before.
    /// The order of examples and the dropout masks are functions of seeds and counters: there is no other random state.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    public void SaveCheckpoint(string path)
    {
        Optimizer.SplitByTensor(Network);
        var metadata = new Dictionary<string, string>
        {
            [Checkpoint.Prefix + "setup"] = Setup,
            [Checkpoint.Prefix + "order"] = Order,
            [Checkpoint.Prefix + "history"] = HistoryText.Write(_history),
        };
        Exchange(new(metadata, isReading: false, "", Checkpoint.Prefix));
        Checkpoint.Write(path, Network, TrainingTensors(), metadata);
    }

    /// <summary>Goes on from a checkpoint. Set the trainer up as it was then first; the learning rate comes from the checkpoint. All or nothing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is damaged, or of another network or training; the message lists what differs.</exception>
    public void LoadCheckpoint(string path)
    {
        Checkpoint checkpoint = Checkpoint.Open(path);
        List<string> differences = checkpoint.Differences(Network);
        if (checkpoint.Word("setup") != Setup) differences.Add($"it was made with {checkpoint.Word("setup")}; this trainer has {Setup}");
        if (checkpoint.Word("order") != Order && checkpoint.Word("epoch.steps") != "0") differences.Add($"it is in the middle of an epoch with {checkpoint.Word("order")}; this trainer has {Order}");
        if (differences.Count > 0) throw checkpoint.Refuse(differences);

        // All is read before anything is changed.
        (float[] parameters, float[] buffers) = checkpoint.WeightsFor(Network);
        float[][] states = [.. Optimizer.StateNames.ToArray().Select(name => checkpoint.Read("optimizer/" + name, parameters.Length))];
        float[] average = checkpoint.Has("average") ? checkpoint.Read("average", parameters.Length) : [];
        (float[], float[]) best = checkpoint.Has("best/parameters") ? (checkpoint.Read("best/parameters", parameters.Length), checkpoint.Read("best/buffers", buffers.Length)) : ([], []);
        List<EpochReport> history = checkpoint.History();
        Optimizer.SplitByTensor(Network);
        var before = new Dictionary<string, string>();
        Exchange(new(before, isReading: false, ""));
        try
        {
            Exchange(new(checkpoint.Metadata, isReading: true, checkpoint.Source, Checkpoint.Prefix));
        }
        catch
        {
            Exchange(new(before, isReading: true, ""));
            throw;
        }
        parameters.CopyTo(Network.Parameters);
        buffers.CopyTo(Network.Buffers);
        for (int i = 0; i < states.Length; i++) states[i].CopyTo(Optimizer.State(i));
        Average?.Restore(average);
        if (EarlyStopping is not null) EarlyStopping.BestWeights = best;
        _history.Clear();
        _history.AddRange(history);
    }

    /// <summary>Goes on from a checkpoint if there is one: for programs that are started again and again until they are through.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="WeightsException">The file is damaged, or of another network or training; the message lists what differs.</exception>
    public bool TryLoadCheckpoint(string path)
    {
        if (!File.Exists(path)) return false;
        LoadCheckpoint(path);
        return true;
    }

    /// <summary>Saves a checkpoint after every epoch from now on. Of several processes, only the first writes.</summary>
    /// <param name="path">The file to write and replace.</param>
    /// <param name="everySteps">After how many steps to save, beside epochs. Default: not between epochs.</param>
    public void KeepCheckpoint(string path, int everySteps = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        Callbacks.Add(new CheckpointKeeper(() => SaveCheckpoint(path), () => Communicator is null or { Rank: 0 }, everySteps));
    }

    private IEnumerable<OutgoingTensor> TrainingTensors()
    {
        int count = Network.ParameterCount;
        for (int i = 0; i < Optimizer.StateNames.Length; i++)
        {
            int index = i;
            yield return Checkpoint.Tensor("optimizer/" + Optimizer.StateNames[i], count, () => Optimizer.State(index));
        }
        if (Average is { Parameters.IsEmpty: false } average) yield return Checkpoint.Tensor("average", count, () => average.Parameters);
        if (EarlyStopping is { BestWeights.Parameters.Length: > 0 } stopping)
        {
            yield return Checkpoint.Tensor("best/parameters", count, () => stopping.BestWeights.Parameters);
            yield return Checkpoint.Tensor("best/buffers", stopping.BestWeights.Buffers.Length, () => stopping.BestWeights.Buffers);
        }
    }

    private void Exchange(StateExchange state)
    {
        state.Number("epochs_completed", ref _epochsCompleted);
        state.Number("steps_completed", ref _stepsCompleted);
        state.Number("examples", ref _examples);
        long step = Network.TrainingStep, seed = Network.DropoutSeed;
        state.Number("network.step", ref step);
        state.Number("network.dropout_seed", ref seed);
        (Network.TrainingStep, Network.DropoutSeed) = (step, seed);
        Optimizer.Exchange(state.Part("optimizer"));
        Scheduler?.Exchange(state.Part("scheduler"));
        EarlyStopping?.Exchange(state.Part("early_stopping"));
        _tally.Exchange(state.Part("epoch"));
    }
}
