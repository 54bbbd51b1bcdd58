namespace Fovea.Generators.Emission;

/// <summary>A bias's gradient: db[plane] += the sum of all its pixels and lanes.</summary>
internal static class PlaneSumKernel
{
    public static string Add(KernelSet kernels, Map dy) => Add(
        kernels, dy, $"BiasGradient_{dy.Key}", $"Gradient of a bias of {dy.Planes}: db[o] += Σ dy[o], over pixels and lanes.", lane: "0",
        isa => $"Unsafe.Add(ref db, plane) += {isa.Class}.Sum(sum);");

    /// <summary>In blocks: lanes are channels, and the gradient has whole blocks.</summary>
    public static string AddBlocked(KernelSet kernels, Map dy) => Add(
        kernels, dy, $"BlockedBiasGradient_{dy.Key}", $"Gradient of a bias: db[o] += Σ dy[o] over pixels, {dy.Planes} × 16 channels.", lane: kernels.Isa.Width < Map.Pixel ? "lane" : "0",
        isa => isa.Width < Map.Pixel
            ? $"{isa.Class}.StoreUnsafe({isa.Class}.LoadUnsafe(ref Unsafe.Add(ref db, plane * {Map.Pixel} + lane)) + sum, ref Unsafe.Add(ref db, plane * {Map.Pixel} + lane));"
            : $"{isa.Class}.StoreUnsafe({isa.Class}.LoadUnsafe(ref Unsafe.Add(ref db, plane * {Map.Pixel})) + sum, ref Unsafe.Add(ref db, plane * {Map.Pixel}));");

    private static string Add(KernelSet kernels, Map dy, string name, string comment, string lane, Func<Isa, string> store)
    {
        Isa isa = kernels.Isa;
        bool apart = lane != "0";
        // Floats from one vector of a sum to the next: all of a pixel's, or those of the same lanes.
        int stride = apart ? Map.Pixel : isa.Width;
        return kernels.Add(name, comment, $"ref float dy, ref float db{dy.SizeParameters}", code =>
        {
            using (code.Block($"for (int plane = 0; plane < {dy.Planes}; plane++)"))
            using (code.BlockIf(apart, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                // Row by row, since a long sum of equal terms rounds the same way each time.
                int ways = dy.Width.IsConstant && dy.Width.Value * Map.Pixel / stride % 4 == 0 ? 4 : 1;
                code.Line($"var sum = {isa.Zero};");
                using (code.BlockIf(!dy.Height.Is(1), $"for (int row = 0; row < {dy.Height}; row++)"))
                {
                    string start = $"(plane * {dy.Height}{(dy.Height.Is(1) ? "" : " + row")}) * {dy.RowStride}{(apart ? " + lane" : "")}";
                    code.Line($"ref float d = ref Unsafe.Add(ref dy, {start});");
                    for (int i = 0; i < ways; i++) code.Line($"var part{i} = {isa.Zero};");
                    using (code.Block($"for (int i = 0; i < {dy.RowStride}; i += {ways * stride})"))
                    {
                        for (int i = 0; i < ways; i++) code.Line($"part{i} += {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref d, i{(i == 0 ? "" : $" + {i * stride}")}));");
                    }
                    code.Line($"sum += {(ways == 4 ? "part0 + part1 + (part2 + part3)" : "part0")};");
                }
                code.Line(store(isa));
            }
        });
    }
}
