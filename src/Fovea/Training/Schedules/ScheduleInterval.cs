namespace Fovea;

/// <summary>How often a schedule moves: where a PyTorch program would call its <c>step()</c>.</summary>
public enum ScheduleInterval
{
    /// <summary>Once an epoch.</summary>
    Epoch,

    /// <summary>With every step of the optimizer.</summary>
    Step,
}
