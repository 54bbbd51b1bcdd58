namespace Fovea;

/// <summary>Saves a checkpoint after every epoch, and every so many steps.</summary>
internal sealed class CheckpointKeeper(Action save, Func<bool> isWriter, int everySteps) : TrainerCallback
{
    public override void OnStepEnd(TrainingProgress progress)
    {
        if (everySteps > 0 && progress.Step % everySteps == 0 && isWriter()) save();
    }

    public override void OnEpochEnd(EpochReport report)
    {
        if (isWriter()) save();
    }
}
