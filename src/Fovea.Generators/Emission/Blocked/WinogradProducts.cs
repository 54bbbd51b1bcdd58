namespace Fovea.Generators.Emission;

/// <summary>The products between Winograd's transforms where one group is all outputs: they take the places of the transformed inputs, and one call does several places, which matters where channels are few.</summary>
internal static class WinogradProducts
{
    /// <summary>Adds the kernel of so many tiles side by side × vectors of outputs, for so many input channels, and returns its name: (v, weight, places, stride, plane, channels).</summary>
    public static string Add(KernelSet kernels, int tiles, int vectors, int channels)
    {
        Isa isa = kernels.Isa;
        var products = new BroadcastProducts(isa, tiles, vectors, Map.Pixel, BroadcastProducts.FitFours(isa, vectors, channels));
        string comment = $"The sums over input channels of {tiles} tiles × {vectors} vectors of output channels, place by place, where their transformed inputs were.\nstride: between places. plane: between sixteen channels.";
        return kernels.AddOnce($"WinogradProducts_{tiles}x{vectors}{products.Key}", comment, "ref float v, ref float weight, int places, nint stride, nint plane, int channels", code =>
        {
            using CodeWriter.Scope each = code.Block("for (; places > 0; places--)");
            code.Line("ref float input = ref v;");
            products.EmitSums(code, _ => isa.Zero);
            using (code.Block($"for (int left = channels; left > 0; left -= {Map.Pixel})"))
            {
                code.Line($"int count = Math.Min(left, {Map.Pixel});");
                products.EmitChannels(code);
                code.Line("input = ref Unsafe.Add(ref input, plane - count);");
            }
            for (int block = 0; block * Map.Pixel < vectors * isa.Width; block++) code.Line($"ref float y{block} = ref {(block == 0 ? "v" : $"Unsafe.Add(ref y{block - 1}, plane)")};");
            products.ForAll((tile, vector) => code.Line(isa.Store($"a{tile}_{vector}", $"y{vector * isa.Width / Map.Pixel}", tile * Map.Pixel + vector * isa.Width % Map.Pixel)));
            code.Line("v = ref Unsafe.Add(ref v, stride);");
        });
    }
}
