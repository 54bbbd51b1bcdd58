using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// Every output pixel gathers its taps: y[o] = b[o] + Σ w[o, i, kh, kw] · x[i]. Forward convolution, its input's gradient
/// (transposed, with the weight's first two dimensions exchanged), and transposed convolution are this one kernel.
/// </summary>
internal sealed record GatherKernel(string Name, string Comment, Map X, Map Y, Window Window, bool Transposed, int Groups, bool SwapsWeight)
{
    public bool HasBias { get; init; }

    public bool Accumulates { get; init; }

    public IPointwise? Epilogue { get; init; }

    // A column family: outputs Start, Start + Step, … whose taps First, First + TapStep, … read x at m·InputStep + FirstOffset + j·OffsetStep.
    private sealed record Family(string Suffix, int Start, int Step, Size Count, int Taps, int FirstTap, int TapStep, int InputStep, int FirstOffset, int OffsetStep);

    private int InputPlanes => X.Planes / Groups;

    private int OutputPlanes => Y.Planes / Groups;

    private int TapCount => Window.Height.Kernel * Window.Width.Kernel;

    // Strides of w between output planes and between input planes. PyTorch's weight is [first, second/groups, kh, kw];
    // the gather's output plane is the first dimension, or the second where it runs backwards.
    private long WeightOutputStride => SwapsWeight ? TapCount : (long)InputPlanes * TapCount;

    private long WeightInputStride => SwapsWeight ? (long)OutputPlanes * TapCount : TapCount;

    private long WeightGroupStride => (long)OutputPlanes * InputPlanes * TapCount;

    /// <summary>Adds the kernel and returns the name of its entry point: (x, w, [b,] y).</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        Family[] families = [.. Families()];
        Tile tile = ChooseTile(isa, families);
        // Of a single column, as many planes at a time as keep the FMA units busy.
        int edge = Tile.Best(OutputPlanes, 1, isa.Registers).Planes;
        string symbolic = X.IsConstant ? "" : ", int height, int width";
        string bias = HasBias ? ", ref float b" : "";
        string parameters = $"ref float x, ref float w{bias}, ref float y{symbolic}";

        return kernels.Add(Name, Comment, parameters, code =>
        {
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            using (code.BlockIf(Groups > 1, $"for (int group = 0; group < {Groups}; group++)"))
            {
                Planes(tile.Planes, (family, planes) => Interiors(kernels, family, planes, tile.Pixels));
                Planes(edge, (family, planes) => Edges(kernels, family, planes));
            }

            void Planes(int together, Func<Family, int, IEnumerable<string>> columns)
            {
                int full = OutputPlanes / together, rest = OutputPlanes % together;
                Call(full > 1 ? $"for (int plane = 0; plane < {full * together}; plane += {together})" : "", full > 1 ? "plane" : "0", together);
                if (rest > 0) Call("", $"{full * together}", rest);

                void Call(string loop, string plane, int planes)
                {
                    string[] called = [.. families.SelectMany(family => columns(family, planes))];
                    if (called.Length == 0) return;
                    using (code.BlockIf(loop.Length > 0, loop))
                    {
                        foreach (string kernel in called) code.Line($"{kernel}({Arguments(plane, isa)}{(symbolic.Length > 0 ? ", height, width" : "")});");
                    }
                }
            }
        }, key: this);
    }

    private string Arguments(string plane, Isa isa)
    {
        string lane = isa.Width < Map.Pixel ? "lane" : "";
        string Sum(params string[] terms)
        {
            string[] present = [.. terms.Where(term => term is not ("" or "0" or "0 * 0"))];
            return string.Join(" + ", present);
        }
        string At(string name, string offset) => offset.Length == 0 ? $"ref {name}" : $"ref Unsafe.Add(ref {name}, {offset})";
        string Times(string variable, Size stride) => variable is "0" or "" ? "" : int.TryParse(variable, out int number) ? (stride * number).ToString() : stride.Is(1) ? variable : $"{variable} * {stride}";
        string group = Groups > 1 ? "group" : "";
        string x = At("x", Sum(lane, Times(group, X.PlaneStride * InputPlanes)));
        string w = At("w", Sum(Times(plane, WeightOutputStride), Times(group, WeightGroupStride)));
        string b = At("b", Sum(Times(plane, 1), Times(group, OutputPlanes)));
        string y = At("y", Sum(lane, Times(plane, Y.PlaneStride), Times(group, Y.PlaneStride * OutputPlanes)));
        return HasBias ? $"{x}, {w}, {b}, {y}" : $"{x}, {w}, {y}";
    }

    private Tile ChooseTile(Isa isa, Family[] families)
    {
        long pixels = families.Max(family => Interior(family) is var (from, to) && from.IsConstant && to.IsConstant ? Math.Max(1, to.Value - from.Value) : 4);
        return Tile.Best(OutputPlanes, pixels, isa.Registers);
    }

    // Outputs m of a family all of whose taps lie inside the input's row: [from, to).
    private (Size From, Size To) Interior(Family family)
    {
        if (family.Taps == 0) return (0, family.Count);
        int lastOffset = family.FirstOffset + (family.Taps - 1) * family.OffsetStep;
        int low = Math.Min(family.FirstOffset, lastOffset), high = Math.Max(family.FirstOffset, lastOffset);
        Size from = low >= 0 ? 0 : (-low + family.InputStep - 1) / family.InputStep;
        Size to = (X.Width - 1 - high + family.InputStep) / family.InputStep;
        from = Size.Min(from, family.Count);
        return (from, Size.Max(from, Size.Min(to, family.Count)));
    }

    private IEnumerable<Family> Families()
    {
        Extent w = Window.Width;
        if (!Transposed)
        {
            yield return new Family("", 0, 1, Y.Width, w.Kernel, 0, 1, w.Stride, -w.Before, w.Dilation);
            yield break;
        }
        // Transposed: x sits at every Stride-th column of the output, so each of Stride phases has taps of its own.
        int tapStep = w.Stride / Gcd(w.Stride, w.Dilation);
        for (int phase = 0; phase < w.Stride; phase++)
        {
            if (Y.Width.IsConstant && phase >= Y.Width.Value) yield break;
            int first = Enumerable.Range(0, Math.Min(w.Kernel, w.Stride)).Where(tap => ((long)phase + w.Before - (long)tap * w.Dilation) % w.Stride == 0).DefaultIfEmpty(-1).First();
            int taps = first < 0 ? 0 : (w.Kernel - 1 - first) / tapStep + 1;
            yield return new Family(
                w.Stride == 1 ? "" : $"_Phase{phase}", phase, w.Stride, (Y.Width - phase + w.Stride - 1) / w.Stride,
                taps, Math.Max(first, 0), tapStep, 1,
                first < 0 ? 0 : (int)(((long)phase + w.Before - (long)first * w.Dilation) / w.Stride), -w.Dilation * tapStep / w.Stride);
        }
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    // The methods of one family and one number of planes: interior tiles, and what is left of them.
    private IEnumerable<string> Interiors(KernelSet kernels, Family family, int planes, int pixels)
    {
        (Size from, Size to) = Interior(family);
        Size count = to - from;
        if (count.IsConstant)
        {
            long tiles = count.Value / pixels, rest = count.Value % pixels;
            if (tiles > 0) yield return Rows(kernels, family, planes, pixels, from, from + tiles * pixels, edges: false, $"_{planes}x{pixels}");
            if (rest > 0) yield return Rows(kernels, family, planes, (int)rest, to - rest, to, edges: false, $"_{planes}x{rest}_Rest");
        }
        else
        {
            yield return Rows(kernels, family, planes, pixels, from, to - (pixels - 1), edges: false, $"_{planes}x{pixels}");
            yield return Rows(kernels, family, planes, 1, from + Size.Max(count, 0) / pixels * pixels, to, edges: false, $"_{planes}x1_Rest");
        }
    }

    // The one for the edges, column by column, if there are any.
    private IEnumerable<string> Edges(KernelSet kernels, Family family, int planes)
    {
        (Size from, Size to) = Interior(family);
        if (!(from.Is(0) && to == family.Count)) yield return Rows(kernels, family, planes, 1, from, to, edges: true, $"_{planes}_Edges");
    }

    private string Rows(KernelSet kernels, Family family, int planes, int pixels, Size from, Size to, bool edges, string suffix)
    {
        Isa isa = kernels.Isa;
        string parameters = $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}, ref float y{(X.IsConstant ? "" : ", int height, int width")}";
        string what = edges
            ? "columns whose window reaches over the edge, one at a time"
            : $"a tile is {planes} planes × {pixels} columns, held in registers";
        return kernels.Add(Name + family.Suffix + suffix, $"{Comment.Split('\n')[0]}\n{char.ToUpperInvariant(what[0])}{what.Substring(1)}.", parameters, code =>
        {
            if (HasBias && !Accumulates)
            {
                for (int p = 0; p < planes; p++) code.Line($"var bias{p} = {isa.Broadcast("b", p)};");
            }
            using (code.BlockIf(!Y.Height.Is(1), $"for (int row = 0; row < {Y.Height}; row++)"))
            {
                if (Y.Height.Is(1)) code.Line("const int row = 0;");
                RowRange(code);
                if (edges)
                {
                    if (!from.Is(0)) Column(code, $"for (int m = 0; m < {from}; m++)");
                    if (to != family.Count) Column(code, $"for (int m = {to}; m < {family.Count}; m++)");
                }
                else
                {
                    Column(code, to.IsConstant && from.IsConstant && to.Value - from.Value == pixels ? null : $"for (int m = {from}; m < {to}; m += {pixels})", from);
                }
            }
        });

        void Column(CodeWriter code, string? loop, Size start = default)
        {
            using (code.Block(loop ?? ""))
            {
                string m = loop is null ? start.ToString() : "m";
                Body(code, kernels, family, planes, pixels, m, edges);
            }
        }
    }

    // Which taps of a column of the kernel lie inside the image: first, first + step, … (count of them), beginning at input row `top`.
    private void RowRange(CodeWriter code)
    {
        Extent h = Window.Height;
        if (!Transposed)
        {
            bool above = h.Before > 0;
            bool below = !(Y.Height.IsConstant && X.Height.IsConstant) || (Y.Height.Value - 1) * h.Stride - h.Before + (h.Kernel - 1L) * h.Dilation > X.Height.Value - 1;
            string top = h.Stride == 1 ? "row" : $"row * {h.Stride}";
            if (above) top += $" - {h.Before}";
            code.Line($"int top = {top};");
            if (!LoopsRows) return;
            code.Line(above ? $"int first = top < 0 ? {(h.Dilation == 1 ? "-top" : $"({h.Dilation - 1} - top) / {h.Dilation}")} : 0;" : "const int first = 0;");
            if (below)
            {
                string end = h.Dilation == 1 ? $"{X.Height} - top" : $"({X.Height} - top + {h.Dilation - 1}) / {h.Dilation}";
                code.Line($"int taps = Math.Max(0, Math.Min({h.Kernel}, {end}) - first);");
            }
            else
            {
                code.Line(above ? $"int taps = Math.Max(0, {h.Kernel} - first);" : $"const int taps = {h.Kernel};");
            }
            if (above) code.Line($"top += first{(h.Dilation == 1 ? "" : $" * {h.Dilation}")};");
            return;
        }
        int step = h.Stride / Gcd(h.Stride, h.Dilation);
        if (h is { Stride: 1, Dilation: 1 })
        {
            code.Line($"int first = Math.Max(0, row + {h.Before} - ({X.Height} - 1));");
            code.Line($"int taps = Math.Max(0, Math.Min({h.Kernel - 1}, row + {h.Before}) - first + 1);");
            code.Line($"int top = row + {h.Before} - first;");
            return;
        }
        string position = $"row + {h.Before} - {{0}}{(h.Dilation == 1 ? "" : $" * {h.Dilation}")}";
        string At(string tap) => string.Format(System.Globalization.CultureInfo.InvariantCulture, position, tap);
        code.Line("int first = 0, taps = 0;");
        code.Line($"while (first < {h.Kernel} && (({At("first")}) % {h.Stride} != 0 || {At("first")} > ({X.Height} - 1) * {h.Stride})) first++;");
        code.Line($"while (first + taps * {step} < {h.Kernel} && {At($"(first + taps * {step})")} >= 0) taps++;");
        code.Line($"int top = ({At("first")}) / {h.Stride};");
    }

    private void Body(CodeWriter code, KernelSet kernels, Family family, int planes, int pixels, string m, bool edges)
    {
        Isa isa = kernels.Isa;
        string column = family.InputStep == 1 ? m : $"{m} * {family.InputStep}";

        string output = family.Step == 1 ? m : $"{m} * {family.Step}";
        if (family.Start != 0) output += $" + {family.Start}";
        code.Line($"ref float target = ref Unsafe.Add(ref y, {RowOffset("row", Y)}{Term(output)} * {Map.Pixel});");
        for (int p = 0; p < planes; p++)
        {
            for (int q = 0; q < pixels; q++)
            {
                string start = Accumulates ? isa.Load("target", Y.PlaneStride * p + (long)q * family.Step * Map.Pixel) : HasBias ? $"bias{p}" : isa.Zero;
                code.Line($"var a{p}_{q} = {start};");
            }
        }
        if (edges)
        {
            // Taps j with 0 ≤ column + j·step < width.
            string width = X.Width.ToString();
            code.Line($"int column = {column}{Signed(family.FirstOffset)};");
            if (family.OffsetStep > 0)
            {
                code.Line($"int from = column < 0 ? {Ceiling("-column", family.OffsetStep)} : 0;");
                code.Line($"int to = Math.Min({family.Taps}, {Ceiling($"{width} - column", family.OffsetStep)});");
            }
            else
            {
                code.Line($"int from = column >= {width} ? {Ceiling($"column - {width} + 1", -family.OffsetStep)} : 0;");
                code.Line($"int to = column < 0 ? 0 : Math.Min({family.Taps}, column / {-family.OffsetStep} + 1);");
            }
        }
        if (family.Taps > 0)
        {
            using (code.BlockIf(edges, "if (to > from)")) Sum(code, isa, family, planes, pixels, column, edges);
        }
        for (int p = 0; p < planes; p++)
        {
            for (int q = 0; q < pixels; q++)
            {
                string value = Epilogue is null ? $"a{p}_{q}" : Epilogue.Apply(isa, kernels, $"a{p}_{q}");
                code.Line(isa.Store(value, "target", Y.PlaneStride * p + (long)q * family.Step * Map.Pixel));
            }
        }
    }

    // Adds up over input planes, rows of the kernel, and its columns.
    private void Sum(CodeWriter code, Isa isa, Family family, int planes, int pixels, string column, bool edges)
    {
        int rowTapStep = Transposed ? Window.Height.Stride / Gcd(Window.Height.Stride, Window.Height.Dilation) : 1;
        int rowStep = Transposed ? -Window.Height.Dilation * rowTapStep / Window.Height.Stride : Window.Height.Dilation;
        Size sourceRow = X.RowStride * rowStep;
        long weightRow = (long)rowTapStep * Window.Width.Kernel;

        // A rolled tap loop leaves both references behind the last tap.
        bool rolled = edges || !Unrolls(family, planes, pixels);
        string sourceTaps = !rolled ? "" : edges ? $" - (to - from) * {Parenthesize(family.OffsetStep * Map.Pixel)}" : Signed(-(long)family.Taps * family.OffsetStep * Map.Pixel);
        string weightTaps = !rolled ? "" : edges ? $" - (to - from) * {family.TapStep}" : Signed(-(long)family.Taps * family.TapStep);

        code.Line($"ref float source = ref Unsafe.Add(ref x, {RowOffset("top", X)}{Term(edges ? $"column + from * {Parenthesize(family.OffsetStep)}" : column + Signed(family.FirstOffset))} * {Map.Pixel});");
        code.Line($"ref float weight = ref Unsafe.Add(ref w, {(LoopsRows ? $"first * {Window.Width.Kernel} + " : "")}{(edges ? (family.FirstTap == 0 ? "" : $"{family.FirstTap} + ") + (family.TapStep == 1 ? "from" : $"from * {family.TapStep}") : $"{family.FirstTap}")});".Replace(" + 0)", ")"));
        using (code.BlockIf(InputPlanes > 1, $"for (int i = 0; i < {InputPlanes}; i++)"))
        {
            if (LoopsRows)
            {
                using (code.Block("for (int kh = 0; kh < taps; kh++)"))
                {
                    Taps(code, isa, family, planes, pixels, edges);
                    Advance(sourceRow.ToString() + sourceTaps, weightRow + weightTaps);
                }
                if (InputPlanes > 1) Advance($"{X.PlaneStride} - taps * {Parenthesize(sourceRow)}", $"{WeightInputStride} - taps * {weightRow}");
            }
            else
            {
                Taps(code, isa, family, planes, pixels, edges);
                if (InputPlanes > 1) Advance(X.PlaneStride + sourceTaps, WeightInputStride + weightTaps);
            }
        }

        void Advance(string source, string weight)
        {
            code.Line($"source = ref Unsafe.Add(ref source, {source});");
            code.Line($"weight = ref Unsafe.Add(ref weight, {weight});");
        }
    }

    private bool LoopsRows => Transposed || Window.Height.Kernel > 1 || ClipsRows;

    private bool ClipsRows
    {
        get
        {
            Extent h = Window.Height;
            return h.Before > 0 || !(Y.Height.IsConstant && X.Height.IsConstant)
                || (Y.Height.Value - 1) * h.Stride + (h.Kernel - 1L) * h.Dilation > X.Height.Value - 1;
        }
    }

    // The JIT reuses and then spills inputs of unrolled taps where the tile fills the registers; small tiles gain from it.
    private static bool Unrolls(Family family, int planes, int pixels) => family.Taps == 1 || (planes * pixels <= 10 && family.Taps <= 7);

    private void Taps(CodeWriter code, Isa isa, Family family, int planes, int pixels, bool edges)
    {
        bool unrolled = !edges && Unrolls(family, planes, pixels);
        using (unrolled ? null : code.Block(edges ? "for (int kw = from; kw < to; kw++)" : $"for (int kw = 0; kw < {family.Taps}; kw++)"))
        {
            for (int tap = 0; tap < (unrolled ? family.Taps : 1); tap++)
            {
                using (unrolled && family.Taps > 1 ? code.Block() : null)
                {
                    for (int q = 0; q < pixels; q++)
                    {
                        code.Line($"var x{q} = {isa.Load("source", ((long)q * family.InputStep + (long)tap * family.OffsetStep) * Map.Pixel)};");
                    }
                    for (int p = 0; p < planes; p++)
                    {
                        code.Line($"var w{p} = {isa.Broadcast("weight", WeightOutputStride * p + (long)tap * family.TapStep)};");
                        for (int q = 0; q < pixels; q++) code.Line($"a{p}_{q} = {isa.MultiplyAdd($"w{p}", $"x{q}", $"a{p}_{q}")};");
                    }
                }
            }
            if (unrolled) return;
            code.Line($"source = ref Unsafe.Add(ref source, {family.OffsetStep * Map.Pixel});");
            code.Line($"weight = ref Unsafe.Add(ref weight, {family.TapStep});");
        }
    }

    private static string RowOffset(string row, Map map) => map.Height.Is(1) && row == "row" ? "" : $"{row} * {map.RowStride} + ";

    private static string Term(string sum) => sum.Contains(' ') ? $"({sum})" : sum;

    private static string Signed(long offset) => offset == 0 ? "" : offset > 0 ? $" + {offset}" : $" - {-offset}";

    private static string Ceiling(string value, int divisor) => divisor == 1 ? $"{value}" : $"({value} + {divisor - 1}) / {divisor}";

    private static string Parenthesize(Size value) => value.ToString() is ['-', ..] text ? $"({text})" : value.ToString();
}
