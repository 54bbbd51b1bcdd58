namespace Fovea;

/// <summary>
/// The processes that <c>mpirun</c> started, as a trainer's <see cref="Trainer{TNetwork, TTarget}.Communicator"/>. Only the thread that <see cref="Run"/> calls may use it.
/// </summary>
public sealed unsafe class MpiCommunicator : ICommunicator
{
    private readonly nint _world = MpiLibrary.World;

    private MpiCommunicator()
    {
        MpiLibrary.Check(MpiLibrary.MPI_Comm_rank(_world, out int rank), "MPI_Comm_rank");
        MpiLibrary.Check(MpiLibrary.MPI_Comm_size(_world, out int size), "MPI_Comm_size");
        (Rank, Size) = (rank, size);
    }

    /// <summary>Whether <c>mpirun</c> started this process: then there is an Open MPI, and <see cref="Run"/> finds the others.</summary>
    public static bool IsLaunched => Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not null;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>
    /// Runs a program in every process. When it throws in one, its message is written and all processes are ended: the others would wait for it for ever.
    /// Once a process: MPI cannot be begun again. Not started by <c>mpirun</c>, a process is alone.
    /// </summary>
    /// <param name="program">The program; what it returns is the exit code.</param>
    /// <returns>The exit code: 1 after an exception.</returns>
    /// <exception cref="DllNotFoundException">There is no Open MPI.</exception>
    public static int Run(Func<MpiCommunicator, int> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        MpiLibrary.CheckPresent();
        MpiLibrary.Check(MpiLibrary.MPI_Init_thread(0, 0, MpiLibrary.Funneled, out _), "MPI_Init_thread");
        var world = new MpiCommunicator();
        int code;
        try
        {
            code = program(world);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Process {world.Rank} of {world.Size} failed, and the job ends. {exception}");
            Console.Error.Flush();
            MpiLibrary.MPI_Abort(world._world, 1); // does not come back
            return 1;
        }
        MpiLibrary.Check(MpiLibrary.MPI_Finalize(), "MPI_Finalize");
        return code;
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<float> values)
    {
        fixed (float* pointer = values) MpiLibrary.Check(MpiLibrary.MPI_Allreduce(MpiLibrary.InPlace, pointer, values.Length, MpiLibrary.Float, MpiLibrary.Sum, _world), "MPI_Allreduce");
    }

    /// <inheritdoc/>
    public void Broadcast(Span<float> values, int root)
    {
        fixed (float* pointer = values) MpiLibrary.Check(MpiLibrary.MPI_Bcast(pointer, values.Length, MpiLibrary.Float, root, _world), "MPI_Bcast");
    }
}
