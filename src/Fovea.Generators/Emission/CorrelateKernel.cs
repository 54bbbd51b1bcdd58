using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A convolution's weight gradient: dw[s, l, kh, kw] += Σ small[s, row, column] · large[l, row·stride + kh·dilation − padding, …], over pixels and lanes.
/// The small map is the convolution's output gradient, or a transposed convolution's input; the large map is the other.
/// </summary>
internal sealed record CorrelateKernel(string Name, string Comment, Map Small, Map Large, Window Window, int Groups)
{
    private const int MostKernelColumns = 7;

    private int SmallPlanes => Small.Planes / Groups;

    private int LargePlanes => Large.Planes / Groups;

    private int TapCount => Window.Height.Kernel * Window.Width.Kernel;

    /// <summary>Adds the kernel and returns the name of its entry point: (small, large, dw).</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        int pieces = (Window.Width.Kernel + MostKernelColumns - 1) / MostKernelColumns;
        int columns = (Window.Width.Kernel + pieces - 1) / pieces;
        (int smalls, int larges) = Best(columns, isa.Registers);
        string symbolic = Large.IsConstant ? "" : ", int height, int width", passed = symbolic.Length == 0 ? "" : ", height, width";

        return kernels.Add(Name, Comment, $"ref float small, ref float large, ref float dw{symbolic}", code =>
        {
            using (code.BlockIf(Groups > 1, $"for (int group = 0; group < {Groups}; group++)"))
            {
                foreach ((string s, int smallCount) in Loop(code, "s", SmallPlanes, smalls))
                foreach ((string l, int largeCount) in Loop(code, "l", LargePlanes, larges))
                {
                    using (code.BlockIf(Window.Height.Kernel > 1, $"for (int kh = 0; kh < {Window.Height.Kernel}; kh++)"))
                    {
                        for (int kw = 0; kw < Window.Width.Kernel; kw += columns)
                        {
                            int count = Math.Min(columns, Window.Width.Kernel - kw);
                            string tile = AddTile(kernels, smallCount, largeCount, count, symbolic);
                            string kh = Window.Height.Kernel > 1 ? "kh" : "0";
                            string small = Sum(Times(s, Small.PlaneStride), Group(Small.PlaneStride * SmallPlanes));
                            string large = Sum(Times(l, Large.PlaneStride), Group(Large.PlaneStride * LargePlanes));
                            string dw = Sum(Times(s, (long)LargePlanes * TapCount), Times(l, TapCount), Times(kh, Window.Width.Kernel), kw == 0 ? "" : $"{kw}", Group((long)SmallPlanes * LargePlanes * TapCount));
                            code.Line($"{tile}({At("small", small)}, {At("large", large)}, {At("dw", dw)}, {kh}, {kw}{passed});");
                        }
                    }
                }
            }
        }, key: this);

        string Group(Size stride) => Groups > 1 ? Times("group", stride) : "";
    }

    // Full tiles in a loop, then the rest. The caller's body runs once for each.
    private static IEnumerable<(string Index, int Count)> Loop(CodeWriter code, string name, int total, int tile)
    {
        int full = total / tile, rest = total % tile;
        if (full > 0)
        {
            using (code.BlockIf(full > 1, $"for (int {name} = 0; {name} < {full * tile}; {name} += {tile})")) yield return (full > 1 ? name : "0", tile);
        }
        if (rest > 0) yield return ($"{full * tile}", rest);
    }

    // Accumulators: small planes × large planes × kernel columns; loads for each pixel are their sum.
    private (int Smalls, int Larges) Best(int columns, int registers)
    {
        (int, int) best = (1, 1);
        double least = double.MaxValue;
        for (int s = 1; s <= Math.Min(SmallPlanes, 12); s++)
        {
            for (int l = 1; l <= Math.Min(LargePlanes, 8); l++)
            {
                int accumulators = s * l * columns;
                if (accumulators + s + 1 > registers && (s, l) != (1, 1)) continue;
                double Cycles(int x, int y) => Math.Max(Math.Max(x * y * columns / 2.0, (x + y * columns) / 2.0), 4) + 0.5;
                double cycles = (SmallPlanes / s) * (LargePlanes / l) * Cycles(s, l)
                    + (SmallPlanes % s == 0 ? 0 : (LargePlanes / l) * Cycles(SmallPlanes % s, l))
                    + (LargePlanes % l == 0 ? 0 : (SmallPlanes / s) * Cycles(s, LargePlanes % l))
                    + (SmallPlanes % s == 0 || LargePlanes % l == 0 ? 0 : Cycles(SmallPlanes % s, LargePlanes % l));
                if (cycles < least - 1e-9)
                {
                    least = cycles;
                    best = (s, l);
                }
            }
        }
        return best;
    }

    private string AddTile(KernelSet kernels, int smalls, int larges, int columns, string symbolic)
    {
        Isa isa = kernels.Isa;
        Extent h = Window.Height, w = Window.Width;
        string name = $"{Name}_{smalls}x{larges}x{columns}";
        return kernels.Add(name, $"{Comment.Split('\n')[0]}\nA tile is {smalls} × {larges} planes × {columns} columns of the kernel, for its row kh from column kw on.",
            $"ref float small, ref float large, ref float dw, int kh, int kw{symbolic}", code =>
        {
            foreach ((int s, int l, int k) in Accumulators()) code.Line($"var a{s}_{l}_{k} = {isa.Zero};");
            // Rows of the small map whose tap lies inside the large one.
            string top = Compose(h.Dilation == 1 ? "kh" : $"kh * {h.Dilation}", -h.Before);
            code.Line($"int top = {top};");
            code.Line(h.Stride == 1
                ? "int first = Math.Max(0, -top);"
                : $"int first = top < 0 ? ({h.Stride - 1} - top) / {h.Stride} : 0;");
            code.Line(h.Stride == 1
                ? $"int last = Math.Min({Small.Height}, {Large.Height} - top);"
                : $"int last = {Large.Height} - top <= 0 ? 0 : Math.Min({Small.Height}, ({Large.Height} - top + {h.Stride - 1}) / {h.Stride});");
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            using (code.Block("for (int row = first; row < last; row++)"))
            {
                string lane = isa.Width < Map.Pixel ? " + lane" : "";
                code.Line($"ref float d = ref Unsafe.Add(ref small, row * {Small.RowStride}{lane});");
                string rowOffset = h.Stride == 1 ? "(row + top)" : $"(row * {h.Stride} + top)";
                code.Line($"ref float source = ref Unsafe.Add(ref large, {rowOffset} * {Large.RowStride} + {Compose(w.Dilation == 1 ? "kw" : $"kw * {w.Dilation}", -w.Before, parenthesize: true)} * {Map.Pixel}{lane});");
                Columns(code, isa, smalls, larges, columns);
            }
            foreach ((int s, int l, int k) in Accumulators())
            {
                string target = Isa.Element("dw", (long)s * LargePlanes * TapCount + (long)l * TapCount + k);
                code.Line($"{target} += {isa.Class}.Sum(a{s}_{l}_{k});");
            }
        });

        IEnumerable<(int, int, int)> Accumulators() =>
            from s in Enumerable.Range(0, smalls) from l in Enumerable.Range(0, larges) from k in Enumerable.Range(0, columns) select (s, l, k);
    }

    private void Columns(CodeWriter code, Isa isa, int smalls, int larges, int columns)
    {
        Extent w = Window.Width;
        // Columns where every tap of every piece of the kernel lies inside: one range for all kw keeps the loop bounds literal.
        Size from = Size.Min((w.Before + w.Stride - 1) / w.Stride, Small.Width);
        Size to = Size.Max(from, Size.Min(Small.Width, (Large.Width - 1 + w.Before - (long)(w.Kernel - 1) * w.Dilation + w.Stride) / w.Stride));
        if (!from.Is(0)) Loop($"for (int m = 0; m < {from}; m++)", guarded: true);
        if (from != to) Loop($"for (int m = {from}; m < {to}; m++)", guarded: false);
        if (to != Small.Width) Loop($"for (int m = {to}; m < {Small.Width}; m++)", guarded: true);

        void Loop(string header, bool guarded)
        {
            using (code.Block(header))
            {
                for (int s = 0; s < smalls; s++) code.Line($"var d{s} = {isa.Load("d", Small.PlaneStride * s)};");
                for (int k = 0; k < columns; k++)
                {
                    string column = Compose(w.Stride == 1 ? "m" : $"m * {w.Stride}", (long)k * w.Dilation - w.Before) + (w.Dilation == 1 ? " + kw" : $" + kw * {w.Dilation}");
                    using (guarded ? code.Block($"if ((uint)({column}) < {Large.Width})") : null)
                    {
                        for (int l = 0; l < larges; l++)
                        {
                            string x = larges * columns == 1 ? "x" : $"x{l}_{k}";
                            code.Line($"var {x} = {isa.Load("source", Large.PlaneStride * l + (long)k * w.Dilation * Map.Pixel)};");
                            for (int s = 0; s < smalls; s++) code.Line($"a{s}_{l}_{k} = {isa.MultiplyAdd($"d{s}", x, $"a{s}_{l}_{k}")};");
                        }
                    }
                }
                code.Line($"d = ref Unsafe.Add(ref d, {Map.Pixel});");
                code.Line($"source = ref Unsafe.Add(ref source, {w.Stride * Map.Pixel});");
            }
        }
    }

    private static string Compose(string variable, long offset, bool parenthesize = false)
    {
        if (offset == 0) return variable;
        string sum = offset > 0 ? $"{variable} + {offset}" : $"{variable} - {-offset}";
        return parenthesize ? $"({sum})" : sum;
    }

    private static string Times(string variable, Size stride) =>
        variable == "0" ? "" : int.TryParse(variable, out int number) ? (stride * number).ToString() : stride.Is(1) ? variable : $"{variable} * {stride}";

    private static string Sum(params string[] terms) => string.Join(" + ", terms.Where(term => term.Length > 0));

    private static string At(string name, string offset) => offset.Length == 0 ? $"ref {name}" : $"ref Unsafe.Add(ref {name}, {offset})";
}
