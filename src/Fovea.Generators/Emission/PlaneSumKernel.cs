namespace Fovea.Generators.Emission;

/// <summary>A bias's gradient: db[plane] += the sum of all its pixels and lanes.</summary>
internal static class PlaneSumKernel
{
    public static string Add(KernelSet kernels, Map dy)
    {
        Isa isa = kernels.Isa;
        string symbolic = dy.IsConstant ? "" : ", int height, int width";
        return kernels.Add($"BiasGradient_{dy.Key}", $"Gradient of a bias of {dy.Planes}: db[o] += Σ dy[o], over pixels and lanes.", $"ref float dy, ref float db{symbolic}", code =>
        {
            using (code.Block($"for (int plane = 0; plane < {dy.Planes}; plane++)"))
            {
                int vectors = 16 / isa.Width;
                bool pair = (dy.Height * dy.Width) is { IsConstant: true } pixels && pixels.Value * vectors % 4 == 0;
                int ways = pair ? 4 : 1;
                for (int i = 0; i < ways; i++) code.Line($"var sum{i} = {isa.Zero};");
                using (code.Block($"for (int i = 0; i < {dy.PlaneStride}; i += {ways * isa.Width})"))
                {
                    for (int i = 0; i < ways; i++) code.Line($"sum{i} += {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, i{(i == 0 ? "" : $" + {i * isa.Width}")}));");
                }
                code.Line($"Unsafe.Add(ref db, plane) += {isa.Class}.Sum({(ways == 4 ? "sum0 + sum1 + (sum2 + sum3)" : "sum0")});");
                code.Line($"dy = ref Unsafe.Add(ref dy, {dy.PlaneStride});");
            }
        });
    }
}
