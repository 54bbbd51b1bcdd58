namespace Fovea.Kernels;

/// <summary>Waits for another thread: some tens of µs without asking the system, whose answer takes longer than most waits; then a thread that lost its processor must be able to get it back.</summary>
internal struct Patience
{
    private const int Spins = 1_000;

    private int _spins;

    /// <summary>Whether it has waited about as long as another thread needs to say that it has begun.</summary>
    public readonly bool HasWaited => _spins >= 16;

    /// <summary>A moment.</summary>
    public void Wait()
    {
        if (_spins < Spins)
        {
            _spins++;
            Thread.SpinWait(1);
        }
        else Thread.Yield();
    }
}
