using System.Globalization;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// y = scale · Σ weight · x over the taps, for each plane; with one plane of y for many of x those are added up, and with one of x each of y gets it.
/// Where the whole window lies inside, the weights are folded into the code; at the edges, and for large kernels, they are a table.
/// </summary>
internal sealed record FilterKernel(string Name, string Comment, Map X, Map Y, Window Window, EquatableArray<double> Weights, double Scale)
{
    // Above it the method would outgrow the JIT, and the registers that hold sums of columns.
    private const int MostFolded = 169, MostColumns = 9, LongestLine = 60;
    private const double WidestSpread = 1e9;

    public bool Accumulates { get; init; }

    private int Side => Window.Height.Kernel;

    private bool AddsPlanes => X.Planes > Y.Planes;

    /// <summary>Adds the kernel and returns its name: (x, y).</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        (double[] weights, double scale) = Simplify([.. Weights], Scale);
        (double[] Column, double[] Row)? separate = Separate(weights);
        bool folds = separate is not null || weights.Count(weight => weight != 0) <= MostFolded;
        Extent h = Window.Height, w = Window.Width;
        (Size from, Size to) = folds ? Interior(w, X.Width, Y.Width) : (0, 0);
        bool leavesRows = !IsInside(h, X.Height, Y.Height), hasEdges = !folds || leavesRows || !from.Is(0) || to != Y.Width;
        string sizes = PixelLoop.Sizes(X, Y), passed = sizes.Length == 0 ? "" : ", height, width";

        return kernels.Add(Name, $"{Comment}\n{Matrix(weights, scale)}{(separate is null ? "" : "\nIt is a column times a row: sums down the columns first, then across.")}", $"ref float x, ref float y{sizes}", code =>
        {
            string edges = hasEdges ? AddEdges(kernels) : "";
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            using (code.BlockIf(Y.Planes > 1, $"for (int plane = 0; plane < {Y.Planes}; plane++)"))
            using (code.Block($"for (int row = 0; row < {Y.Height}; row++)"))
            {
                string plane = Y.Planes > 1 ? "plane" : "0";
                code.Line($"int top = {(h.Stride == 1 ? "row" : $"row * {h.Stride}")}{Signed(-h.Before)};");
                code.Line($"ref float image = {Isa.At("x", PixelLoop.At(isa, X, plane: X.Planes > 1 && !AddsPlanes ? plane : "0"))};");
                code.Line($"ref float target = {Isa.At("y", PixelLoop.At(isa, Y, "row", plane: plane))};");
                if (!folds)
                {
                    code.Line($"{edges}(ref image, ref target, top, 0, {Y.Width}{passed});");
                    return;
                }
                if (leavesRows)
                {
                    using (code.Block($"if (top < 0 || top + {Side} > {X.Height})"))
                    {
                        code.Line($"{edges}(ref image, ref target, top, 0, {Y.Width}{passed});");
                        code.Line("continue;");
                    }
                }
                if (!from.Is(0)) code.Line($"{edges}(ref image, ref target, top, 0, {from}{passed});");
                if (to != Y.Width) code.Line($"{edges}(ref image, ref target, top, {to}, {Y.Width}{passed});");
                if (from == to) return;
                Size left = (from * w.Stride - w.Before) * Map.Pixel;
                code.Line($"ref float source = ref Unsafe.Add(ref image, top * {X.RowStride}{(left.Is(0) ? "" : $" + {left}")});");
                if (!from.Is(0)) code.Line($"target = ref Unsafe.Add(ref target, {from * Map.Pixel});");
                if (separate is var (column, across)) Separated(code, isa, column, across, scale, from, to);
                else Direct(code, isa, weights, scale, from, to);
            }
        });
    }

    // Σ of all taps, one after the other.
    private void Direct(CodeWriter code, Isa isa, double[] weights, double scale, Size from, Size to)
    {
        using (Columns(code, from, to))
        {
            var taps = weights.Select((weight, i) => (Weight: weight, Offset: X.RowStride * (i / Side) + (long)(i % Side) * Map.Pixel)).ToArray();
            Planes(code, isa, "sum", "source", 0, taps);
            Store(code, isa, "sum", scale);
        }
    }

    // Sums down the columns stay in registers while the window moves on: c0 is its first column, and only those that enter it are new.
    private void Separated(CodeWriter code, Isa isa, double[] column, double[] across, double scale, Size from, Size to)
    {
        var taps = column.Select((weight, i) => (Weight: weight, Offset: X.RowStride * i)).ToArray();
        int stride = Window.Width.Stride, kept = Math.Max(0, Side - stride);
        // A column counts if it has a weight now, or will have one once the window has moved on.
        bool[] counts = [.. across.Select((_, i) => Enumerable.Range(0, i / stride + 1).Any(moves => across[i - moves * stride] != 0))];
        for (int i = 0; i < kept; i++) Column(i);
        using (Columns(code, from, to))
        {
            for (int i = kept; i < Side; i++) Column(i);
            Combine(code, isa, "sum", across.Select((weight, i) => (weight, $"c{i}")));
            Store(code, isa, "sum", scale);
            for (int i = 0; i < kept; i++)
            {
                if (counts[i]) code.Line($"c{i} = c{i + stride};");
            }
        }

        void Column(int i)
        {
            if (counts[i]) Planes(code, isa, $"c{i}", "source", (long)i * Map.Pixel, taps);
        }
    }

    // A weighted sum of loads, over all planes of x where they are added up.
    private void Planes(CodeWriter code, Isa isa, string name, string source, Size offset, (double Weight, Size Offset)[] taps)
    {
        if (!AddsPlanes)
        {
            Combine(code, isa, name, taps.Select(tap => (tap.Weight, isa.Load(source, offset + tap.Offset))));
            return;
        }
        code.Line($"var {name} = {isa.Zero};");
        using (code.Block($"for (int i = 0; i < {X.Planes}; i++)"))
        {
            code.Line($"ref float at = ref Unsafe.Add(ref {source}, i * {X.PlaneStride}{(offset.Is(0) ? "" : $" + {offset}")});");
            foreach ((double weight, Size tap) in taps.Where(tap => tap.Weight != 0)) code.Line(Term(isa, name, weight, isa.Load("at", tap)));
        }
    }

    // Zeros vanish, ones are additions.
    private static void Combine(CodeWriter code, Isa isa, string name, IEnumerable<(double Weight, string Value)> terms)
    {
        // A sum begins with a one where there is one, and is one line where that is short.
        (double Weight, string Value)[] present = [.. terms.Where(term => term.Weight != 0).OrderByDescending(term => term.Weight == 1)];
        if (present.Length == 0)
        {
            // Weights too small for single precision.
            code.Line($"var {name} = {isa.Zero};");
            return;
        }
        string sum = string.Concat(present.Select((term, i) => (i == 0 ? term.Weight < 0 ? "-" : "" : term.Weight < 0 ? " - " : " + ") + term.Value));
        if (sum.Length <= LongestLine && present.All(term => Math.Abs(term.Weight) == 1))
        {
            code.Line($"var {name} = {sum};");
            return;
        }
        for (int i = 0; i < present.Length; i++)
        {
            (double weight, string value) = present[i];
            code.Line(i > 0 ? Term(isa, name, weight, value) : $"var {name} = {(weight == 1 ? value : weight == -1 ? $"-{value}" : $"{value} * {isa.Constant(weight)}")};");
        }
    }

    private static string Term(Isa isa, string sum, double weight, string value) =>
        weight == 1 ? $"{sum} += {value};"
        : weight == -1 ? $"{sum} -= {value};"
        : $"{sum} = {isa.MultiplyAdd(value, isa.Constant(weight), sum)};";

    private IDisposable Columns(CodeWriter code, Size from, Size to) => code.Block($"for (int column = {from}; column < {to}; column++)");

    private void Store(CodeWriter code, Isa isa, string sum, double scale)
    {
        string value = scale == 1 ? sum : scale == -1 ? $"-{sum}" : $"{sum} * {isa.Constant(scale)}";
        PixelLoop.Write(code, isa, "target", 0, value, Accumulates);
        code.Line($"source = ref Unsafe.Add(ref source, {Window.Width.Stride * Map.Pixel});");
        code.Line($"target = ref Unsafe.Add(ref target, {Map.Pixel});");
    }

    // Part of a row whose windows reach over an edge: taps outside are zeros.
    private string AddEdges(KernelSet kernels) => kernels.Add(
        Name + "_Edges", $"{Comment.TrimEnd(':')}: the outputs from first to last of a row, whose windows may reach over an edge.",
        $"ref float x, ref float y, int top, int first, int last{PixelLoop.Sizes(X, Y)}", code =>
    {
        Isa isa = kernels.Isa;
        Extent h = Window.Height, w = Window.Width;
        code.Line($"ReadOnlySpan<float> weights = [{string.Join(", ", Weights.Select(weight => Isa.Literal(weight * Scale)))}];");
        using (code.Block("for (int column = first; column < last; column++)"))
        {
            code.Line($"int left = {(w.Stride == 1 ? "column" : $"column * {w.Stride}")}{Signed(-w.Before)};");
            code.Line($"var sum = {isa.Zero};");
            using (code.Block($"for (int kh = Math.Max(0, -top); kh < Math.Min({h.Kernel}, {X.Height} - top); kh++)"))
            using (code.Block($"for (int kw = Math.Max(0, -left); kw < Math.Min({w.Kernel}, {X.Width} - left); kw++)"))
            {
                code.Line($"float weight = weights[kh * {w.Kernel} + kw];");
                // As inside, a zero weight reads nothing, not even NaN.
                if (Weights.Any(weight => weight == 0)) code.Line("if (weight == 0) continue;");
                string tap = $"(top + kh) * {X.RowStride} + (left + kw) * {Map.Pixel}";
                using (code.BlockIf(AddsPlanes, $"for (int i = 0; i < {X.Planes}; i++)"))
                {
                    code.Line($"sum = {isa.MultiplyAdd(isa.Load("x", Size.Named(AddsPlanes ? $"i * {X.PlaneStride} + {tap}" : tap)), $"{isa.Class}.Create(weight)", "sum")};");
                }
            }
            PixelLoop.Write(code, isa, "y", Size.Named($"column * {Map.Pixel}"), "sum", Accumulates);
        }
    });

    // Outputs whose whole window lies inside: [from, to).
    private static (Size From, Size To) Interior(Extent extent, Size inputs, Size outputs)
    {
        Size from = Size.Min(Math.Max(0, (extent.Before + extent.Stride - 1) / extent.Stride), outputs);
        // Of a negative number the quotient would be rounded up.
        Size to = Size.Max(0, inputs + (extent.Before - (long)extent.Kernel + extent.Stride)) / extent.Stride;
        return (from, Size.Max(from, Size.Min(to, outputs)));
    }

    private static bool IsInside(Extent extent, Size inputs, Size outputs) => Interior(extent, inputs, outputs) is var (from, to) && from.Is(0) && to == outputs;

    /// <summary>Weights over the number that makes several of them ones, and the scale times it; where none does, the scale is in the weights.</summary>
    private static (double[] Weights, double Scale) Simplify(double[] weights, double scale)
    {
        double unit = weights.Where(weight => weight != 0).Select(Math.Abs).Distinct()
            .OrderByDescending(candidate => weights.Count(weight => Math.Abs(weight) == candidate)).ThenBy(candidate => candidate == 1 ? 0 : 1).First();
        bool repeats = weights.Count(weight => Math.Abs(weight) == unit) > 1;
        // Quotients and products of very different numbers may be none of single precision's.
        if (repeats && Spread(weights) < WidestSpread && IsSingle(scale * unit)) return ([.. weights.Select(weight => weight / unit)], scale * unit);
        return ([.. weights.Select(weight => IsSingle(weight * scale) ? weight * scale : 0)], 1);

        static bool IsSingle(double value) => (float)value != 0;
    }

    private static double Spread(double[] weights)
    {
        double[] sizes = [.. weights.Where(weight => weight != 0).Select(Math.Abs)];
        return sizes.Length == 0 ? 1 : sizes.Max() / sizes.Min();
    }

    /// <summary>The kernel as a column times a row, where applying them one after the other is cheaper.</summary>
    private (double[] Column, double[] Row)? Separate(double[] weights)
    {
        if (Side is 1 or > MostColumns || !(Spread(weights) < WidestSpread) || weights.All(weight => weight == 0)) return null;
        double tolerance = 1e-12 * weights.Max(Math.Abs);
        int pivot = Array.IndexOf(weights, weights.Where(weight => weight != 0).OrderBy(Math.Abs).First());
        double[] column = [.. Enumerable.Range(0, Side).Select(i => weights[i * Side + pivot % Side])];
        double[] row = [.. Enumerable.Range(0, Side).Select(i => weights[pivot / Side * Side + i] / weights[pivot])];
        for (int i = 0; i < weights.Length; i++)
        {
            if (Math.Abs(weights[i] - column[i / Side] * row[i % Side]) > 1e-9 * Math.Abs(weights[i]) + tolerance) return null;
        }
        int direct = weights.Count(weight => weight != 0);
        int separated = column.Count(weight => weight != 0) * Math.Min(Side, Window.Width.Stride) + row.Count(weight => weight != 0);
        return separated < direct ? (column, row) : null;
    }

    // The kernel as it is read, a row a line.
    private string Matrix(double[] weights, double scale)
    {
        string[] texts = [.. weights.Select(weight => weight.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−'))];
        int width = texts.Max(text => text.Length);
        var rows = Enumerable.Range(0, Side).Select(row => "  " + string.Join(" ", texts.Skip(row * Side).Take(Side).Select(text => text.PadLeft(width))));
        return string.Join("\n", rows) + (scale == 1 ? "" : $"  times {Fraction(scale)}");
    }

    // A ninth reads better than 0.1111.
    private static string Fraction(double value) => 1 / value is var whole && Math.Abs(whole) > 1 && Math.Abs(whole - Math.Round(whole)) < 1e-9 * Math.Abs(whole)
        ? $"1/{Math.Round(whole).ToString(CultureInfo.InvariantCulture)}"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Signed(long offset) => offset == 0 ? "" : offset > 0 ? $" + {offset}" : $" - {-offset}";
}
