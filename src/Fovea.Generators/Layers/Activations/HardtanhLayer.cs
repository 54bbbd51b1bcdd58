using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Hardtanh.</summary>
internal sealed record HardtanhLayer(double Low, double High) : ClampLayer(Low, High)
{
    public override string Kind => "Hardtanh";

    public static Layer? Read(ArgumentReader arguments)
    {
        double low = arguments.Real("min", -1), high = arguments.Real("max", 1);
        // Asked of what the kernels compute with, where near ones may be equal.
        if ((float)low < (float)high || arguments.Failed) return new HardtanhLayer(low, high);
        arguments.Report(Descriptors.ArgumentOutOfRange, arguments.Has("max") ? "max" : "min", $"Min is {NetworkEmitter.Number(low)}, and must be below Max, which is {NetworkEmitter.Number(high)}.");
        return null;
    }
}
