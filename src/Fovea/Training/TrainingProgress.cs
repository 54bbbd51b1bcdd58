namespace Fovea;

/// <summary>Where training stands after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step within it, from 1.</param>
/// <param name="Steps">How many steps the epoch has.</param>
/// <param name="Loss">The loss of this step's batch.</param>
public readonly record struct TrainingProgress(int Epoch, int Step, int Steps, float Loss);
