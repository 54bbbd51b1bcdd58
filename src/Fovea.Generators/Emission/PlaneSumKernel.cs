namespace Fovea.Generators.Emission;

/// <summary>A bias's gradient: db[plane] += the sum of all its pixels and lanes.</summary>
internal static class PlaneSumKernel
{
    public static string Add(KernelSet kernels, Map dy)
    {
        Isa isa = kernels.Isa;
        return kernels.Add($"BiasGradient_{dy.Key}", $"Gradient of a bias of {dy.Planes}: db[o] += Σ dy[o], over pixels and lanes.", $"ref float dy, ref float db{dy.SizeParameters}", code =>
        {
            using (code.Block($"for (int plane = 0; plane < {dy.Planes}; plane++)"))
            {
                // Row by row, since a long sum of equal terms rounds the same way each time.
                int ways = dy.Width.IsConstant && dy.Width.Value * (Map.Pixel / isa.Width) % 4 == 0 ? 4 : 1;
                code.Line($"var sum = {isa.Zero};");
                using (code.BlockIf(!dy.Height.Is(1), $"for (int row = 0; row < {dy.Height}; row++)"))
                {
                    for (int i = 0; i < ways; i++) code.Line($"var part{i} = {isa.Zero};");
                    using (code.Block($"for (int i = 0; i < {dy.RowStride}; i += {ways * isa.Width})"))
                    {
                        for (int i = 0; i < ways; i++) code.Line($"part{i} += {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, i{(i == 0 ? "" : $" + {i * isa.Width}")}));");
                    }
                    code.Line($"sum += {(ways == 4 ? "part0 + part1 + (part2 + part3)" : "part0")};");
                    code.Line($"dy = ref Unsafe.Add(ref dy, {dy.RowStride});");
                }
                code.Line($"Unsafe.Add(ref db, plane) += {isa.Class}.Sum(sum);");
            }
        });
    }
}
