using BenchmarkDotNet.Running;
using Fovea.Benchmarks.Comparison;
using Fovea.Benchmarks.Measurements;

namespace Fovea.Benchmarks;

/// <summary>The command line: <c>measure …</c> takes seconds and prints a line, <c>compare …</c> prints tables, <c>kernels …</c> a line for each convolution, <c>growth …</c> what they cost as they grow; all else is BenchmarkDotNet's.</summary>
public static class Commands
{
    public static int Run(string[] arguments, IReadOnlyList<IContender> contenders)
    {
        try
        {
            switch (arguments)
            {
                case ["measure", ..]: Measure.Run(MeasureOptions.Parse(arguments.AsSpan(1)), contenders); break;
                case ["compare", ..]: Compare.Run(CompareOptions.Parse(arguments.AsSpan(1)), contenders); break;
                case ["kernels", ..]: return Measurements.Kernels.Run(arguments.AsSpan(1));
                case ["growth", ..]: return Growth.Run(arguments.AsSpan(1));
                default: BenchmarkSwitcher.FromAssembly(typeof(Commands).Assembly).Run(arguments); break;
            }
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
    }
}
