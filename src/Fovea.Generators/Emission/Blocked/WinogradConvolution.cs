using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A 3×3 convolution with stride 1 by Winograd's F(2×2, 3×3) (Lavin and Gray, 2016): y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for tiles d of 4×4 inputs, which overlap, and y of 2×2 outputs.
/// The sum over input channels is taken between the transforms, so that each of the sixteen places of a tile is a 1×1 convolution over tiles: 16 products for 36.
/// Some rows of tiles are worked on at a time, so that what is between the transforms stays in the cache.
/// </summary>
internal sealed record WinogradConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs, Taps Rows, Taps Columns)
    : PackedConvolution(Name, Comment, X, Y, Inputs, Outputs)
{
    /// <summary>Places of a tile.</summary>
    public const int Places = 16;

    // Floats between tiles of products: the places of one and a line, lest all tiles meet in a few sets of the cache.
    private const int TileStride = (Places + 1) * Map.Pixel;

    // Tiles at a time: enough for weights, which may come from afar, to be used often, and few enough for a core's own cache, with one block of inputs for its first level.
    private int MostTiles => X.Planes == 1 ? 32 : 64;

    // Outputs between two output transforms: transformed inputs are read again for each.
    private const int MostSpan = 64;

    private int TileRows => ((int)Y.Height.Value + 1) / 2;

    private int TileColumns => ((int)Y.Width.Value + 1) / 2;

    // Rows of tiles at a time.
    private int Together
    {
        get
        {
            int most = Math.Max(1, Math.Min(TileRows, MostTiles / TileColumns)), groups = (TileRows + most - 1) / most;
            return (TileRows + groups - 1) / groups;
        }
    }

    private int Tiles => Together * TileColumns;

    // Between places of transformed inputs; a line more, as above.
    private int PlaceStride => (X.Planes * Tiles + 1) * Map.Pixel;

    private int ProductsAt => Places * PlaceStride;

    private int ZerosAt => ProductsAt + Isa.All.Max(isa => Spans(isa).Span) / Map.Pixel * Tiles * TileStride;

    public override long Scratch => ZerosAt + Width * Map.Pixel;

    public override int PackedLength => checked(PaddedOutputs * Inputs * Places);

    /// <summary>Whether a convolution can be computed so.</summary>
    public static bool Fits(Taps rows, Taps columns)
    {
        return Fits(rows) && Fits(columns);

        // The first tile begins at most two pixels before the map.
        static bool Fits(Taps taps) => taps is { Start: 0, Step: 1, TapCount: 3, InputStep: 1, OffsetStep: 1, Offset: >= -2 };
    }

    public override void EmitPack(CodeWriter code, Isa isa, string weights, string packed, string? scale, int outputStride, int inputStride, int kernelWidth)
    {
        string order = $"new({Outputs}, {Inputs}, 3, 3, {Group(isa)}, {Map.Pixel}, {outputStride}, {inputStride}, {Rows.TapStep * kernelWidth}, {Columns.TapStep})";
        code.Line($"Packing.PackWinograd({Shift(weights, Rows.FirstTap * kernelWidth + Columns.FirstTap)}, {packed}, {scale ?? "ref Unsafe.NullRef<float>()"}, {order});");
    }

    public override void EmitCall(Step step, string x, string w, string? b, string? addend, string y)
    {
        string kernel = Add(step.Kernels);
        int items = Items(step.Isa);
        if (step.IsDivided) step.CallInParts(items, kernel, x, w, b, addend, y, step.OwnScratch);
        else step.Call(kernel, x, w, b, addend, y, step.Scratch, "0", $"{items}");
    }

    /// <summary>(x, w, [b,] [addend,] y, scratch, from, to): items are groups of rows of tiles × spans of outputs. Who begins within a group transforms its inputs again.</summary>
    public override string Add(KernelSet kernels)
    {
        string parameters = $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y, ref float transformed, int from, int to";
        string comment = $"{Comment}\nWinograd's F(2×2, 3×3): {TileRows}×{TileColumns} tiles of 2×2 outputs, {Together} rows of tiles at a time.";
        return kernels.Add(Name + "_Winograd" + Suffix, comment, parameters, code =>
        {
            code.Line($"ref float products = ref Unsafe.Add(ref transformed, {ProductsAt});");
            code.Line($"ref float zeros = ref Unsafe.Add(ref transformed, {ZerosAt});");
            code.Line($"MemoryMarshal.CreateSpan(ref zeros, {Width * Map.Pixel}).Clear();");
            // Even groups of rows, the larger ones first.
            int larger = TileRows - Groups * (Together - 1);
            EmitGroups(code, kernels, 0, larger, 0, Together);
            EmitGroups(code, kernels, larger, Groups, larger * Together, Together - 1);
        });
    }

    private int Groups => (TileRows + Together - 1) / Together;

    private int Items(Isa isa) => Groups * SpansOf(isa);

    // Spans of outputs, the last one perhaps smaller.
    private int SpansOf(Isa isa)
    {
        (int full, int span) = Spans(isa);
        return full / span + (full < PaddedOutputs ? 1 : 0);
    }

    private int Vectors(Isa isa) => BlockedTiling.Best(isa, PaddedOutputs, Tiles).Vectors;

    private int Group(Isa isa) => Vectors(isa) * isa.Width;

    // Outputs in full groups, and how many of them lie between two output transforms: whole blocks.
    private (int Full, int Span) Spans(Isa isa)
    {
        int unit = Math.Max(Map.Pixel, Group(isa)), units = PaddedOutputs / unit, most = Math.Max(1, MostSpan / unit), spans = (units + most - 1) / most;
        while (units % spans != 0) spans++;
        return (units * unit, units / spans * unit);
    }

    // The groups from … to, of so many rows each, the first of which begins at the given row of tiles.
    private void EmitGroups(CodeWriter code, KernelSet kernels, int from, int to, int start, int rows)
    {
        if (from == to) return;
        int spans = SpansOf(kernels.Isa);
        using (code.Block($"for (int item = Math.Max(from, {from * spans}); item < Math.Min(to, {to * spans}); item++)"))
        {
            string first = $"{start}", group = spans > 1 ? $"item / {spans}" : "item";
            if (to - from > 1)
            {
                first = "first";
                code.Line($"int first = {(from == 0 ? $"{group} * {rows}" : $"{start} + ({group} - {from}) * {rows}")};");
            }
            if (spans > 1) code.Line($"int span = item % {spans};");
            using (code.BlockIf(spans > 1, "if (span == 0 || item == from)")) EmitInputs(code, kernels, first, rows);
            (int full, int each) = Spans(kernels.Isa);
            string o = full > each ? $"span * {each}" : "0";
            if (full < PaddedOutputs)
            {
                using (code.Block($"if (span < {full / each})")) EmitOutputs(code, kernels, first, rows, o, each, Group(kernels.Isa));
                using (code.Block("else")) EmitOutputs(code, kernels, first, rows, $"{full}", PaddedOutputs - full, PaddedOutputs - full);
            }
            else EmitOutputs(code, kernels, first, rows, o, each, Group(kernels.Isa));
        }
    }

    // v = Bᵀ d B. Its rows are d0 − d2, d1 + d2, d2 − d1, d1 − d3, and so are its columns.
    private void EmitInputs(CodeWriter code, KernelSet kernels, string first, int rows)
    {
        int row = Width * Map.Pixel;
        string minus = AddInput(kernels, "Minus", "-"), plus = AddInput(kernels, "Plus", "+");
        using (code.Block($"for (int i = 0; i < {X.Planes}; i++)"))
        using (code.Block($"for (int row = 0; row < {rows}; row++)"))
        {
            code.Line($"int top = {Offset.Of((first, 2), ("row", 2)).Plus(Rows.Offset)};");
            code.Line($"ref float source = ref Unsafe.Add(ref x, i * {X.PlaneStride});");
            for (int d = 0; d < 4; d++)
            {
                string at = d == 0 ? "top" : $"(top + {d})";
                code.Line($"ref float d{d} = ref Unsafe.Add(ref ((uint){at} < {Height} ? ref Unsafe.Add(ref source, {at} * {row}) : ref zeros), {(Columns.Offset + 2) * Map.Pixel});");
            }
            code.Line($"ref float v = ref Unsafe.Add(ref transformed, i * {rows * TileColumns * Map.Pixel} + row * {TileColumns * Map.Pixel});");
            Call(minus, 0, 2, 0);
            Call(plus, 1, 2, 1);
            Call(minus, 2, 1, 2);
            Call(minus, 1, 3, 3);
        }

        void Call(string kernel, int a, int b, int place) =>
            code.Line($"{kernel}(ref d{a}, ref d{b}, ref {(place == 0 ? "v" : $"Unsafe.Add(ref v, {4 * place * PlaceStride})")}, {Whole}, {PlaceStride});");
    }

    // Tiles whose last two columns lie in the map.
    private int Whole => Math.Max(0, Math.Min(TileColumns, (Width - Columns.Offset) / 2 - 1));

    private string AddInput(KernelSet kernels, string name, string sign)
    {
        Isa isa = kernels.Isa;
        string edges = string.Concat(Enumerable.Range(0, 2).Concat(Enumerable.Range(2 * Whole + 2, 2 * (TileColumns - Whole))).Select(column => IsInside(column) ? "1" : "0"));
        string comment = $"One row of Bᵀ d B for a row of tiles of sixteen channels, from the rows a {sign} b of the map; they overlap by two columns.\nEdges, first and last columns: {edges}, zeros outside the map. tiles: those between. stride: between places.";
        return kernels.AddOnce($"WinogradInput_{name}_{edges}", comment, "ref float a, ref float b, ref float v, int tiles, nint stride", code =>
        {
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                foreach (string reference in new[] { "a", "b", "v" }) code.Line($"ref float {reference}0 = ref {(isa.Width < Map.Pixel ? $"Unsafe.Add(ref {reference}, lane)" : reference)};");
                code.Line($"var d0 = {Column(0, -2)};");
                code.Line($"var d1 = {Column(1, -1)};");
                using (code.Block("for (int tile = 0; tile < tiles; tile++)")) Tile(true, true);
                for (int tile = Whole; tile < TileColumns; tile++)
                {
                    using (code.Block()) Tile(IsInside(2 * tile + 2), IsInside(2 * tile + 3));
                }
            }

            void Tile(bool third, bool fourth)
            {
                code.Line($"var d2 = {(third ? Difference(0) : isa.Zero)};");
                code.Line($"var d3 = {(fourth ? Difference(1) : isa.Zero)};");
                code.Line(isa.Store("d0 - d2", "v0", 0));
                code.Line($"{isa.Class}.StoreUnsafe(d1 + d2, ref Unsafe.Add(ref v0, stride));");
                code.Line($"{isa.Class}.StoreUnsafe(d2 - d1, ref Unsafe.Add(ref v0, 2 * stride));");
                code.Line($"{isa.Class}.StoreUnsafe(d1 - d3, ref Unsafe.Add(ref v0, 3 * stride));");
                code.Line("d0 = d2;");
                code.Line("d1 = d3;");
                code.Line($"a0 = ref Unsafe.Add(ref a0, {2 * Map.Pixel});");
                code.Line($"b0 = ref Unsafe.Add(ref b0, {2 * Map.Pixel});");
                code.Line($"v0 = ref Unsafe.Add(ref v0, {Map.Pixel});");
            }

            string Column(int column, int at) => IsInside(column) ? Difference(at) : isa.Zero;

            string Difference(int at) => $"{isa.Load("a0", at * Map.Pixel)} {sign} {isa.Load("b0", at * Map.Pixel)}";
        });
    }

    // Columns counted from the first tile's first one.
    private bool IsInside(int column) => column + Columns.Offset >= 0 && column + Columns.Offset < Width;

    // For the span of outputs from o on the sums over input channels, place by place, then y = Aᵀ m A.
    private void EmitOutputs(CodeWriter code, KernelSet kernels, string first, int rows, string outputs, int span, int group)
    {
        Isa isa = kernels.Isa;
        int tiles = rows * TileColumns, planes = span / Map.Pixel, plane = tiles * TileStride;
        var places = new BlockedConvolution("", "", new Map("", 0, X.Planes, 1, tiles), new Map("", 0, planes, 1, tiles), Inputs, span, false, new([One(1)]), new([One(tiles)]));
        bool many = !int.TryParse(outputs, out _);
        string o = many ? "o" : outputs;
        if (many) code.Line($"int o = {outputs};");
        using (code.Block($"for (int place = 0; place < {Places}; place++)"))
        using (code.BlockIf(group < span, $"for (int g = 0; g < {span}; g += {group})"))
        {
            string g = group < span ? "g" : "0";
            Offset product = group >= Map.Pixel ? Offset.Of((g, plane / Map.Pixel)) : Offset.Of((span > Map.Pixel ? $"g / {Map.Pixel}" : "0", plane), ($"g % {Map.Pixel}", 1));
            code.Line($"ref float v = ref Unsafe.Add(ref transformed, place * {PlaceStride});");
            code.Line($"ref float u = ref Unsafe.Add(ref w, {Offset.Of((o, Places * Inputs), (g, Places * Inputs), ("place", group * Inputs)).Plus(0)});");
            code.Line($"ref float m = ref Unsafe.Add(ref products, {product.And("place", Map.Pixel).Plus(0)});");
            (int Pixels, int Count)[] runs = BlockedTiling.Best(isa, group, tiles, group / isa.Width).Runs;
            // Each tile asks for its part of the next place's weights.
            int all = runs.Sum(run => run.Count), lines = Lines(group, all), part = lines * X.Planes * Map.Pixel;
            int start = 0, done = 0;
            foreach ((int pixels, int count) in runs)
            {
                string tile = count > 1 ? "tile" : $"{start}", kernel = places.AddTile(kernels, pixels, group / isa.Width, Map.Pixel, lines > 0);
                using (code.BlockIf(count > 1, $"for (int tile = {start}; tile < {start + count * pixels}; tile += {pixels})"))
                {
                    string next = lines == 0 ? "" : $", ref Unsafe.Add(ref u, {Offset.Of((count > 1 ? $"tile / {pixels}" : "0", part)).Plus(group * Inputs + (count > 1 ? done - start / pixels : done) * part)}), {lines}";
                    code.Line($"{kernel}(ref Unsafe.Add(ref v, {Offset.Of((tile, Map.Pixel)).Plus(0)}), ref u, {Nothing}, {Nothing}, ref Unsafe.Add(ref m, {Offset.Of((tile, TileStride)).Plus(0)}), {TileStride}, {plane}, {Inputs}, 1, 1, {Map.Pixel}, 0, {(tiles - 1) * Map.Pixel}{next});");
                }
                start += count * pixels;
                done += count;
            }
        }
        EmitBlocks(code, kernels, first, rows, o, planes, plane);

        static Taps One(int count) => new(0, 1, count, 1, 0, 1, 1, 0, 1);
    }

    private void EmitBlocks(CodeWriter code, KernelSet kernels, string first, int rows, string o, int planes, int plane)
    {
        int row = (int)Y.RowStride.Value;
        bool odd = Y.Height.Value % 2 == 1;
        using (code.BlockIf(planes > 1, $"for (int block = 0; block < {planes}; block++)"))
        using (code.Block($"for (int row = 0; row < {rows}; row++)"))
        {
            string block = planes > 1 ? "block" : "0";
            code.Line($"ref float m = ref Unsafe.Add(ref products, {Offset.Of((block, plane), ("row", TileColumns * TileStride)).Plus(0)});");
            code.Line($"int target = {Offset.Of((o, (int)Y.PlaneStride.Value / Map.Pixel), (block, (int)Y.PlaneStride.Value), (first, 2 * row), ("row", 2 * row)).Plus(0)};");
            string[] arguments =
            [
                "ref m",
                HasBias ? $"ref Unsafe.Add(ref b, {Offset.Of((o, 1), (block, Map.Pixel)).Plus(0)})" : Nothing,
                HasAddend ? "ref Unsafe.Add(ref addend, target)" : Nothing,
                "ref Unsafe.Add(ref y, target)", $"{Y.Width.Value / 2}", $"{row}",
            ];
            string call = $"({string.Join(", ", arguments)});";
            // The last row of an odd map is computed twice as large and cut.
            if (odd) code.Line($"if ({Offset.Of((first, 1), ("row", 1)).Plus(0)} == {TileRows - 1}) {AddOutput(kernels, 1)}{call}");
            code.Line($"{(odd ? "else " : "")}{AddOutput(kernels, 2)}{call}");
        }
    }

    private string AddOutput(KernelSet kernels, int rows)
    {
        Isa isa = kernels.Isa;
        bool odd = Y.Width.Value % 2 == 1;
        const string Parameters = "ref float m, ref float b, ref float addend, ref float y, int tiles, int row";
        string comment = $"b, if any, + Aᵀ m A for a row of tiles of sixteen channels, plus another map, if any{(Epilogue is Layer layer ? ", then " + layer.Kind : "")}: {rows} row{(rows > 1 ? "s" : "")} of outputs{(odd ? ", of which the last tile has one column" : "")}.\nrow: between rows of y.";
        return kernels.AddOnce($"WinogradOutput_{rows}{(odd ? "_Odd" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Key)}", comment, Parameters, code =>
        {
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                string lane = isa.Width < Map.Pixel ? "lane" : "0";
                code.Line($"var bias = Unsafe.IsNullRef(ref b) ? {isa.Zero} : {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref b, {lane}));");
                foreach (string reference in new[] { "m", "y" }) code.Line($"ref float {reference}0 = ref Unsafe.Add(ref {reference}, {lane});");
                code.Line($"ref float addend0 = ref Unsafe.IsNullRef(ref addend) ? ref addend : ref Unsafe.Add(ref addend, {lane});");
                using (code.Block("for (int tile = 0; tile < tiles; tile++)"))
                {
                    Tile(2);
                    code.Line($"m0 = ref Unsafe.Add(ref m0, {TileStride});");
                    code.Line($"y0 = ref Unsafe.Add(ref y0, {2 * Map.Pixel});");
                }
                if (odd)
                {
                    using (code.Block()) Tile(1);
                }
            }

            // Columns of m are summed to s, of which outputs are sums.
            void Tile(int columns)
            {
                for (int c = 0; c < columns + 2; c++)
                {
                    code.Line($"var m1{c} = {isa.Load("m0", (4 + c) * Map.Pixel)};");
                    code.Line($"var m2{c} = {isa.Load("m0", (8 + c) * Map.Pixel)};");
                    code.Line($"var s0{c} = {isa.Load("m0", c * Map.Pixel)} + m1{c} + m2{c};");
                    if (rows > 1) code.Line($"var s1{c} = m1{c} - m2{c} - {isa.Load("m0", (12 + c) * Map.Pixel)};");
                }
                ForOutputs(columns, (r, c) => code.Line($"var y{r}{c} = {(c == 0 ? $"s{r}0 + s{r}1 + s{r}2" : $"s{r}1 - s{r}2 - s{r}3")} + bias;"));
                using (code.Block("if (!Unsafe.IsNullRef(ref addend0))"))
                {
                    ForOutputs(columns, (r, c) => code.Line($"y{r}{c} += {isa.Class}.LoadUnsafe({Place("addend0", r, c)});"));
                    code.Line($"addend0 = ref Unsafe.Add(ref addend0, {2 * Map.Pixel});");
                }
                ForOutputs(columns, (r, c) => code.Line($"{isa.Class}.StoreUnsafe({Epilogue?.Apply(isa, kernels, $"y{r}{c}") ?? $"y{r}{c}"}, {Place("y0", r, c)});"));
            }

            void ForOutputs(int columns, Action<int, int> write)
            {
                for (int r = 0; r < rows; r++)
                {
                    for (int c = 0; c < columns; c++) write(r, c);
                }
            }

            static string Place(string reference, int r, int c) => r == 0 ? Isa.At(reference, c * Map.Pixel) : $"ref Unsafe.Add(ref {reference}, row{(c == 0 ? "" : $" + {c * Map.Pixel}")})";
        });
    }
}
