namespace Fovea;

/// <summary>An optimizer with a momentum that a schedule may cycle: Adam's is its first beta.</summary>
internal interface IMomentum
{
    double Momentum { get; set; }
}
