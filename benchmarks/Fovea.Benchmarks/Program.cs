using Fovea.Benchmarks;
using Fovea.Benchmarks.Comparison;

return Commands.Run(args, [new FoveaContender(), new OnnxRuntimeContender(), new TorchContender()]);
