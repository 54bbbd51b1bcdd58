using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// The gradient of a depthwise convolution's weight, of one image in blocks. It is packed like the forward pass's weights, [C/16][kh][kw][16].
/// Rectangles of dy all of whose pixels have the same taps inside of the map are summed one by one, so no border is needed.
/// </summary>
internal sealed record BlockedDepthwiseWeightGradient(Map X, Map Y, int Channels, Window Window)
{
    /// <summary>Adds the kernel and returns its name: (x, dy, dw).</summary>
    public string Add(KernelSet kernels, string name, string comment) => kernels.Add(name, comment, "ref float x, ref float dy, ref float dw", code =>
    {
        Isa isa = kernels.Isa;
        Extent height = Window.Height, width = Window.Width;
        int rowFloats = (int)X.RowStride.Value, kw = width.Kernel, most = Math.Max(1, (isa.Registers - 2) / kw);
        string lane = isa.Width < Map.Pixel ? "lane" : "0";
        using (code.Block($"for (int plane = 0; plane < {X.Planes}; plane++)"))
        using (PixelLoop.ForLanes(code, isa, Channels, X.Planes))
        {
            // As many rows of the kernel at a time as registers hold.
            for (int tap = 0; tap < height.Kernel; tap += most)
            {
                foreach (Run rows in Runs(height, tap, Math.Min(tap + most, height.Kernel), (int)X.Height.Value, (int)Y.Height.Value))
                {
                    foreach (Run columns in Runs(width, 0, kw, (int)X.Width.Value, (int)Y.Width.Value))
                    {
                        string[] arguments =
                        [
                            $"ref Unsafe.Add(ref x, {Offset.Of(("plane", (int)X.PlaneStride.Value), (lane, 1)).Plus(rows.Input * rowFloats + columns.Input * Map.Pixel)})",
                            $"ref Unsafe.Add(ref dy, {Offset.Of(("plane", (int)Y.PlaneStride.Value), (lane, 1)).Plus(rows.From * (int)Y.RowStride.Value + columns.From * Map.Pixel)})",
                            $"ref Unsafe.Add(ref dw, {Offset.Of(("plane", Window.Taps * Map.Pixel), (lane, 1)).Plus((rows.Tap * kw + columns.Tap) * Map.Pixel)})",
                            $"{rows.Count}", $"{columns.Count}", $"{width.Stride * Map.Pixel}", $"{height.Dilation * rowFloats}",
                            $"{height.Stride * rowFloats - columns.Count * width.Stride * Map.Pixel}", $"{(int)Y.RowStride.Value - columns.Count * Map.Pixel}",
                        ];
                        code.Line($"{AddTile(kernels, rows.Taps, columns.Taps)}({string.Join(", ", arguments)});");
                    }
                }
            }
        }
    });

    private string AddTile(KernelSet kernels, int rows, int columns)
    {
        Isa isa = kernels.Isa;
        int dilation = Window.Width.Dilation, kw = Window.Width.Kernel;
        string comment = $"{rows}×{columns} taps of {isa.Width} channels, of a kernel that is {kw} wide: dw += Σ dy · x over a rectangle of dy.\npixel, line: between pixels of dy and taps' rows, in x. row, dyRow: from a rectangle's row's end to its next row.";
        return kernels.AddOnce($"DepthwiseGradientTile_{rows}x{columns}of{kw}{(dilation == 1 ? "" : $"_d{dilation}")}", comment, "ref float x, ref float dy, ref float dw, int rows, int columns, int pixel, int line, int row, int dyRow", code =>
        {
            ForTaps((h, k) => code.Line($"var a{h}_{k} = {isa.Load("dw", (h * kw + k) * Map.Pixel)};"));
            using (code.Block("for (int m = 0; m < rows; m++)"))
            {
                using (code.Block("for (int n = 0; n < columns; n++)"))
                {
                    code.Line($"var d = {isa.Load("dy", 0)};");
                    for (int h = 0; h < rows; h++)
                    {
                        if (h > 0) code.Line($"ref float x{h} = ref Unsafe.Add(ref x{(h > 1 ? $"{h - 1}" : "")}, line);");
                        for (int k = 0; k < columns; k++) code.Line($"a{h}_{k} = {isa.MultiplyAdd("d", isa.Load(h > 0 ? $"x{h}" : "x", k * dilation * Map.Pixel), $"a{h}_{k}")};");
                    }
                    code.Line("x = ref Unsafe.Add(ref x, pixel);");
                    code.Line($"dy = ref Unsafe.Add(ref dy, {Map.Pixel});");
                }
                code.Line("x = ref Unsafe.Add(ref x, row);");
                code.Line("dy = ref Unsafe.Add(ref dy, dyRow);");
            }
            ForTaps((h, k) => code.Line(isa.Store($"a{h}_{k}", "dw", (h * kw + k) * Map.Pixel)));
        });

        void ForTaps(Action<int, int> write)
        {
            for (int h = 0; h < rows; h++)
            {
                for (int k = 0; k < columns; k++) write(h, k);
            }
        }
    }

    // Outputs From, From + 1, … that have the same taps inside of the map, Tap, Tap + 1, …; of the first one the first of them reads x at Input.
    private readonly record struct Run(int From, int Count, int Tap, int Taps, int Input);

    // Of those that have any of the given taps.
    private static List<Run> Runs(Extent extent, int firstTap, int endTap, int size, int outputs)
    {
        var runs = new List<Run>();
        for (int m = 0; m < outputs; m++)
        {
            int start = m * extent.Stride - extent.Before;
            int[] inside = [.. Enumerable.Range(firstTap, endTap - firstTap).Where(tap => start + tap * extent.Dilation >= 0 && start + tap * extent.Dilation < size)];
            if (inside.Length == 0) continue;
            if (runs.Count > 0 && runs[runs.Count - 1] is var last && last.From + last.Count == m && last.Tap == inside[0] && last.Taps == inside.Length) runs[runs.Count - 1] = last with { Count = last.Count + 1 };
            else runs.Add(new Run(m, 1, inside[0], inside.Length, start + inside[0] * extent.Dilation));
        }
        return runs;
    }
}
