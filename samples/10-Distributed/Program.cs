using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Distributed;
using Fovea;
using Fovea.Samples;

if (SampleOptions.Parse(args, epochs: 10, data: "a folder with UCI's digits of 8×8: optdigits-train.csv.gz and digits.csv.gz") is not { } options) return 2;
const string Checkpoint = "digits-checkpoint.safetensors";

// Started by mpirun, one of several processes; else alone, without MPI.
return MpiCommunicator.IsLaunched ? MpiCommunicator.Run(Train) : Train(null);

int Train(ICommunicator? world)
{
    (int rank, int size) = (world?.Rank ?? 0, world?.Size ?? 1);
    bool first = rank == 0;
    Compute.MaxDegreeOfParallelism = Math.Max(1, options.Threads / size);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"process {rank} of {size} has the id {Environment.ProcessId}"));

    // Every process opens the data; of each batch it reads its part.
    (IDataset<int> training, IDataset<int> test) = options.Data is { } folder
        ? (Digits.Open(Path.Combine(folder, "optdigits-train.csv.gz")), Digits.Open(Path.Combine(folder, "digits.csv.gz")))
        : (Digits.Draw(3_800, options.Seed), Digits.Draw(1_800, options.Seed, first: 3_800));

    var network = new DigitNet(options.Seed);
    var trainer = new Trainer<DigitNet, int>(network, new AdamW(2e-3)) { BatchSize = 64, Seed = options.Seed, Communicator = world };
    trainer.Scheduler = new OneCycleLR(5e-3, trainer.CountSteps(training, options.Epochs));
    if (options.Quick) File.Delete(Checkpoint);
    if (trainer.TryLoadCheckpoint(Checkpoint) && first) Console.WriteLine($"Going on from {Checkpoint}: epoch {trainer.EpochsCompleted + 1}, after step {trainer.StepsIntoEpoch}.");
    trainer.KeepCheckpoint(Checkpoint, everySteps: 10);
    foreach (EpochReport epoch in trainer.Fit(training, options.Epochs - trainer.EpochsCompleted, test))
    {
        if (first) Console.WriteLine(epoch);
    }
    if (first)
    {
        network.Save("digits.safetensors");
        File.Delete(Checkpoint);
    }
    byte[] hash = SHA256.HashData([.. MemoryMarshal.AsBytes(network.ReadParameters()), .. MemoryMarshal.AsBytes(network.ReadBuffers())]);
    Console.WriteLine($"process {rank} of {size} has the weights {Convert.ToHexString(hash)}");
    return 0;
}
