namespace Fovea.Generators.Emission;

/// <summary>The products between Winograd's transforms where one group is all outputs: they take the places of the transformed inputs, and one call does several places, which matters where channels are few.</summary>
internal static class WinogradProducts
{
    /// <summary>Adds the kernel of so many tiles side by side × vectors of outputs, and returns its name: (v, u, places, stride, plane, channels).</summary>
    public static string Add(KernelSet kernels, int tiles, int vectors)
    {
        Isa isa = kernels.Isa;
        string comment = $"The sums over input channels of {tiles} tiles × {vectors} vectors of output channels, place by place, where their transformed inputs were.\nstride: between places. plane: between sixteen channels.";
        return kernels.AddOnce($"WinogradProducts_{tiles}x{vectors}", comment, "ref float v, ref float u, int places, nint stride, nint plane, int channels", code =>
        {
            using CodeWriter.Scope each = code.Block("for (; places > 0; places--)");
            code.Line("ref float input = ref v;");
            ForAll((tile, vector) => code.Line($"var m{tile}_{vector} = {isa.Zero};"));
            using (code.Block($"for (int left = channels; left > 0; left -= {Map.Pixel})"))
            {
                code.Line($"int count = Math.Min(left, {Map.Pixel});");
                using (code.Block("for (int k = 0; k < count; k++)"))
                {
                    for (int vector = 0; vector < vectors; vector++) code.Line($"var u{vector} = {isa.Load("u", vector * isa.Width)};");
                    ForAll((tile, vector) =>
                    {
                        string number = isa.Broadcast("input", tile * Map.Pixel);
                        if (vectors > 1 && vector == 0) code.Line($"var v{tile} = {number};");
                        code.Line($"m{tile}_{vector} = {isa.MultiplyAdd($"u{vector}", vectors > 1 ? $"v{tile}" : number, $"m{tile}_{vector}")};");
                    });
                    code.Line($"u = ref Unsafe.Add(ref u, {vectors * isa.Width});");
                    code.Line("input = ref Unsafe.Add(ref input, 1);");
                }
                code.Line("input = ref Unsafe.Add(ref input, plane - count);");
            }
            for (int block = 0; block * Map.Pixel < vectors * isa.Width; block++) code.Line($"ref float y{block} = ref {(block == 0 ? "v" : $"Unsafe.Add(ref y{block - 1}, plane)")};");
            ForAll((tile, vector) => code.Line(isa.Store($"m{tile}_{vector}", $"y{vector * isa.Width / Map.Pixel}", tile * Map.Pixel + vector * isa.Width % Map.Pixel)));
            code.Line("v = ref Unsafe.Add(ref v, stride);");
        });

        void ForAll(Action<int, int> write)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                for (int vector = 0; vector < vectors; vector++) write(tile, vector);
            }
        }
    }
}
