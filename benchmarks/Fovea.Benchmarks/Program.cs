using Fovea.Benchmarks;
using Fovea.Benchmarks.Comparison;

return Commands.Run(args, [new FoveaContender(), new OnnxRuntimeContender(), new AbsentContender("TorchSharp", "Its libraries are half a gigabyte: `dotnet run -c Release --project benchmarks/Fovea.Benchmarks.Torch -- compare` downloads them.")]);
