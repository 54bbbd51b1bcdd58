using BenchmarkDotNet.Running;
using Fovea.Benchmarks.Measurements;

// `measure …` takes seconds and prints a line, `kernels …` prints one for each convolution; all else is BenchmarkDotNet's.
if (args is ["measure", ..]) return Measure.Run(args.AsSpan(1));
if (args is ["kernels", ..]) return Kernels.Run(args.AsSpan(1));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
