using System.Globalization;
using Fovea;
using Fovea.TrainingProgram;

// Arguments: the checkpoint, where to save the end, after how many steps to save a checkpoint; then "mpi" as one of several processes, and "throw" to let the second of them fail, or "halt" to let it wait until someone ends it.
// Goes on from the checkpoint if there is one; prints a line for each step, so that whoever started it knows where it stands.
(string checkpoint, string end, int everySteps) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
return args.Contains("mpi") ? MpiCommunicator.Run(Train) : Train(null);

int Train(ICommunicator? world)
{
    bool first = world is null or { Rank: 0 };
    if (world is not null) Console.WriteLine($"process {world.Rank} is {Environment.ProcessId}");
    Dataset<int> training = Patterns.Make(330, seed: 1), validation = Patterns.Make(50, seed: 2);
    var optimizer = new AdamW(0.01, weightDecay: 0.05);
    var network = new Classifier(seed: first ? 3 : 99); // all processes get the first's
    optimizer.AddGroup(network, new ParameterGroup("*.bias", "*bn*") { WeightDecay = 0 });
    var trainer = new Trainer<Classifier, int>(network, optimizer)
    {
        BatchSize = 16, AccumulationSteps = 2, Seed = 4, MaxGradientNorm = 1, Average = new(0.9), EarlyStopping = new(patience: 3), Communicator = world,
    };
    trainer.Scheduler = new OneCycleLR(0.02, trainer.CountSteps(training, 5));
    trainer.TryLoadCheckpoint(checkpoint);
    trainer.KeepCheckpoint(checkpoint, everySteps);
    if (args.Contains("throw") && !first) trainer.Callbacks.Add(new Third(() => throw new InvalidDataException("The disk is full of water.")));
    if (args.Contains("halt") && !first) trainer.Callbacks.Add(new Third(() => Thread.Sleep(Timeout.Infinite)));
    foreach (EpochReport report in trainer.Fit(training, 5 - trainer.EpochsCompleted, validation, first ? new Line() : null))
    {
        if (first) Console.WriteLine(report);
    }

    // Everything that could differ, of every process.
    trainer.SaveCheckpoint(world is null ? end : $"{end}{world.Rank}");
    return 0;
}

internal sealed class Line : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine($"step {value.Epoch}.{value.Step}");
}

/// <summary>Does something in the third step of the second epoch.</summary>
internal sealed class Third(Action act) : TrainerCallback
{
    public override void OnStepEnd(TrainingProgress progress)
    {
        if (progress is { Epoch: 2, Step: 3 }) act();
    }
}
