using System.Reflection;
using System.Runtime.InteropServices;

namespace Fovea;

/// <summary>Open MPI's C interface: the few functions that data-parallel training needs. Its handles are the addresses of symbols that the library exports.</summary>
internal static unsafe partial class MpiLibrary
{
    /// <summary>MPI_IN_PLACE.</summary>
    public const nint InPlace = 1;

    /// <summary>MPI_THREAD_FUNNELED: only the thread that initialises calls MPI.</summary>
    public const int Funneled = 1;

    private const string Name = "mpi";

    // Debian's runtime package has the first, the development package the second.
    private static readonly string[] s_files = ["libmpi.so.40", "libmpi.so", "libmpi.dylib"];
    private static readonly nint s_library;

    static MpiLibrary()
    {
        foreach (string file in s_files)
        {
            if (NativeLibrary.TryLoad(file, out s_library)) break;
        }
        NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, Resolve);
    }

    public static nint World => Handle("ompi_mpi_comm_world");

    public static nint Float => Handle("ompi_mpi_float");

    public static nint Sum => Handle("ompi_mpi_op_sum");

    /// <exception cref="DllNotFoundException">There is no Open MPI.</exception>
    public static void CheckPresent()
    {
        if (s_library == 0) throw new DllNotFoundException($"Open MPI is not installed: none of {string.Join(", ", s_files)} was found. Debian and Ubuntu have it in openmpi-bin.");
        if (!NativeLibrary.TryGetExport(s_library, "ompi_mpi_comm_world", out _)) throw new DllNotFoundException("The MPI library that was found is not Open MPI: it does not export ompi_mpi_comm_world.");
    }

    /// <exception cref="InvalidOperationException">The function did not succeed.</exception>
    public static void Check(int code, string function)
    {
        if (code == 0) return;
        byte* text = stackalloc byte[512];
        string message = MPI_Error_string(code, text, out int length) == 0 ? System.Text.Encoding.UTF8.GetString(text, length) : $"error {code}";
        throw new InvalidOperationException($"{function}: {message}");
    }

    [LibraryImport(Name)]
    public static partial int MPI_Init_thread(nint argc, nint argv, int required, out int provided);

    [LibraryImport(Name)]
    public static partial int MPI_Finalize();

    [LibraryImport(Name)]
    public static partial int MPI_Abort(nint communicator, int code);

    [LibraryImport(Name)]
    public static partial int MPI_Comm_rank(nint communicator, out int rank);

    [LibraryImport(Name)]
    public static partial int MPI_Comm_size(nint communicator, out int size);

    [LibraryImport(Name)]
    public static partial int MPI_Allreduce(nint send, float* receive, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Name)]
    public static partial int MPI_Bcast(float* buffer, int count, nint type, int root, nint communicator);

    [LibraryImport(Name)]
    private static partial int MPI_Error_string(int code, byte* text, out int length);

    private static nint Handle(string symbol) => NativeLibrary.GetExport(s_library, symbol);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? s_library : 0;
}
