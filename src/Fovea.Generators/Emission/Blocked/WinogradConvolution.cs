using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A 3×3 convolution with stride 1 by Winograd's algorithm, for tiles of inputs that overlap.
/// The sum over input channels is taken between the transforms, so that each of the places of a tile is a 1×1 convolution over tiles.
/// Some rows of tiles are worked on at a time, so that what is between the transforms stays in the cache.
/// </summary>
internal sealed record WinogradConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs, Taps Rows, Taps Columns, WinogradTransform Transform)
    : PackedConvolution(Name, Comment, X, Y, Inputs, Outputs)
{
    // Rows and columns of a tile's outputs.
    private int Tile => Transform.Outputs;

    private int Places => Transform.Places;

    // Tiles at a time: enough for weights, which may come from afar, to be used often, and few enough for a core's own cache, with one block of inputs or two for its first level.
    private int MostTiles => (X.Planes <= 2 ? 256 : 1024) / Places;

    // Outputs between two output transforms: transformed inputs are read again for each. Where tiles are few, products of more outputs stay in the cache.
    private int MostSpan => Math.Max(64, 2048 / Tiles);

    // What larger maps hold may come from memory.
    private const int FarFloats = 1 << 21;

    // Fewer could not be shared among threads; smaller ones where one is not like the others, so that threads end at about the same time.
    private static int FewestItems(bool areEqual) => areEqual ? 4 : 8;

    private int TileRows => ((int)Y.Height.Value + Tile - 1) / Tile;

    private int TileColumns => ((int)Y.Width.Value + Tile - 1) / Tile;

    // Rows of tiles at a time.
    private int Together
    {
        get
        {
            int most = Math.Max(1, Math.Min(TileRows, MostTiles / TileColumns)), groups = (TileRows + most - 1) / most;
            return (TileRows + groups - 1) / groups;
        }
    }

    // Parts of a row of tiles, where it alone is many more than are worked on at a time.
    private int Parts => Math.Max(1, (2 * TileColumns + MostTiles) / (2 * MostTiles));

    // Tiles of a row at a time; of the parts of a row the larger ones come first.
    private int PartTiles => (TileColumns + Parts - 1) / Parts;

    private int LargerParts => TileColumns - Parts * (PartTiles - 1);

    private int Tiles => Together * PartTiles;

    private WinogradTiles Input => new(Transform.Input, X, Rows.Offset, Columns.Offset, TileColumns, PlaceStride);

    // Between places of transformed inputs; a line more, as above.
    private int PlaceStride => (X.Planes * Tiles + 1) * Map.Pixel;

    private int ProductsAt => Places * PlaceStride;

    private int ZerosAt => ProductsAt + Isa.All.Max(isa => Spans(isa).Span) / Map.Pixel * Tiles * (Places + 1) * Map.Pixel;

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
        code.Line($"Packing.PackWinograd{Transform.Key}({Shift(weights, Rows.FirstTap * kernelWidth + Columns.FirstTap)}, {packed}, {scale ?? "ref Unsafe.NullRef<float>()"}, {order}, {Spans(isa).Span});");
    }

    public override void EmitCall(Step step, string x, string w, string? b, string? addend, string y)
    {
        if (step.IsDivided) step.CallInParts(Items(step.Isa), Add(step.Kernels), x, w, b, addend, y, step.OwnScratch, HasBefore ? "part.Before" : null);
        else EmitWhole(step, step.Scratch, x, w, b, addend, y);
    }

    protected override string?[] Last(Isa isa, string scratch) => [scratch, HasBefore ? "-1" : null, "0", $"{Items(isa)}"];

    /// <summary>(x, w, [b,] [addend,] y, scratch, [before,] from, to): items are groups of rows of tiles, or parts of rows, × spans of outputs. Inputs of the item before are transformed already; 'to' may lie behind all items.</summary>
    public override string Add(KernelSet kernels)
    {
        string parameters = $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y, ref float transformed,{(HasBefore ? " int before," : "")} int from, int to";
        string comment = $"{Comment}\nWinograd's {Transform.Name}: {TileRows}×{TileColumns} tiles of {Tile}×{Tile} outputs, {(Parts > 1 ? $"{PartTiles} tiles" : $"{Together} row{(Together > 1 ? "s" : "")} of tiles")} at a time{(IsInPlace(kernels.Isa) ? ", products in the places of transformed inputs" : "")}.";
        return kernels.Add($"{Name}_Winograd{Transform.Key}{Suffix}", comment, parameters, code =>
        {
            code.Line($"ref float products = ref {(IsInPlace(kernels.Isa) ? "transformed" : $"Unsafe.Add(ref transformed, {ProductsAt})")};");
            code.Line($"ref float zeros = ref Unsafe.Add(ref transformed, {ZerosAt});");
            code.Line($"MemoryMarshal.CreateSpan(ref zeros, {Width * Map.Pixel}).Clear();");
            int spans = SpansOf(kernels.Isa);
            if (spans > 1) code.Line($"int transformedGroup = before < 0 ? -1 : before / {spans};");
            EmitGroups(code, kernels, spans);
        });
    }

    private int Groups => (TileRows + Together - 1) / Together;

    private int Items(Isa isa) => Groups * Parts * SpansOf(isa);

    // Whether several items may need the same transformed inputs.
    private bool HasBefore => Isa.All.Any(isa => SpansOf(isa) > 1);

    // Spans of outputs, the first one perhaps smaller.
    private int SpansOf(Isa isa)
    {
        (int full, int span) = Spans(isa);
        return full / span + (full < PaddedOutputs ? 1 : 0);
    }

    // Four that are all outputs are halved, so that threads can share them.
    private int Vectors(Isa isa) => BlockedTiling.Best(isa, PaddedOutputs, Tiles).Vectors is var best && best == 4 && PaddedOutputs == 4 * isa.Width ? 2 : best;

    private int Group(Isa isa) => Vectors(isa) * isa.Width;

    // Whether products take the places of the transformed inputs, which all outputs of a tile have read at once: half as much for the nearest cache.
    private bool IsInPlace(Isa isa) => PaddedOutputs == X.Planes * Map.Pixel && Group(isa) == PaddedOutputs;

    // Floats between places and tiles of products. Elsewhere a tile has its places, and a line more, lest all tiles meet in a few sets of the cache.
    private (int Place, int Tile) ProductStrides(Isa isa) => IsInPlace(isa) ? (PlaceStride, Map.Pixel) : (Map.Pixel, (Places + 1) * Map.Pixel);

    // Outputs in full groups, and how many of them lie between two output transforms: whole blocks.
    private (int Full, int Span) Spans(Isa isa)
    {
        int unit = Math.Max(Map.Pixel, Group(isa)), units = PaddedOutputs / unit, most = Math.Max(1, MostSpan / unit);
        int spans = Math.Max((units + most - 1) / most, Math.Min(units, (FewestItems(units * unit == PaddedOutputs) + Groups * Parts - 1) / (Groups * Parts)));
        while (units % spans != 0) spans++;
        return (units * unit, units / spans * unit);
    }

    // Even groups of rows, the larger ones between the smaller ones, so that all threads have their share of both.
    private void EmitGroups(CodeWriter code, KernelSet kernels, int spans)
    {
        int items = Parts * spans;
        bool areEqual = TileRows % Groups == 0;
        using CodeWriter.Scope each = code.Block($"for (int item = from; item < Math.Min(to, {Groups * items}); item++)");
        string first = "0", group = items > 1 ? $"item / {items}" : "item";
        if (Groups > 1)
        {
            first = "first";
            code.Line($"int first = {(areEqual ? $"{group}{(Together > 1 ? $" * {Together}" : "")}" : $"{group} * {TileRows} / {Groups}")};");
        }
        if (spans > 1) code.Line($"int span = item % {spans};");
        if (Parts > 1)
        {
            code.Line($"int part = {(spans > 1 ? $"item / {spans}" : "item")} % {Parts};");
            code.Line($"int column = {(LargerParts == Parts ? $"part * {PartTiles}" : $"part * {PartTiles - 1} + Math.Min(part, {LargerParts})")};");
            code.Line($"bool isFirst = part == 0, isLast = part == {Parts - 1};");
            using (code.BlockIf(LargerParts < Parts, $"if (part < {LargerParts})")) EmitSpans(code, kernels, first, Together, PartTiles);
            if (LargerParts == Parts) return;
            using (code.Block("else")) EmitSpans(code, kernels, first, Together, PartTiles - 1);
        }
        else if (areEqual) EmitSpans(code, kernels, first, Together, TileColumns);
        else
        {
            using (code.Block($"if (({group} + 1) * {TileRows} / {Groups} - first == {Together})")) EmitSpans(code, kernels, first, Together, TileColumns);
            using (code.Block("else")) EmitSpans(code, kernels, first, Together - 1, TileColumns);
        }
    }

    private void EmitSpans(CodeWriter code, KernelSet kernels, string first, int rows, int columns)
    {
        int spans = SpansOf(kernels.Isa);
        if (spans > 1)
        {
            using (code.Block($"if (item / {spans} != transformedGroup)"))
            {
                code.Line($"transformedGroup = item / {spans};");
                EmitInput(code, kernels, first, rows, columns);
            }
        }
        (int full, int each) = Spans(kernels.Isa);
        if (full == PaddedOutputs)
        {
            EmitOutputs(code, kernels, first, rows, columns, full > each ? $"span * {each}" : "0", each, Group(kernels.Isa));
            return;
        }
        // The smaller one belongs to the thread that has one more if there is an odd number.
        using (code.Block("if (span == 0)")) EmitOutputs(code, kernels, first, rows, columns, $"{full}", PaddedOutputs - full, PaddedOutputs - full);
        using (code.Block("else")) EmitOutputs(code, kernels, first, rows, columns, full > each ? $"(span - 1) * {each}" : "0", each, Group(kernels.Isa));
    }

    private void EmitInput(CodeWriter code, KernelSet kernels, string first, int rows, int columns, int? only = null) =>
        Input.Emit(code, kernels, "x", "transformed", (only ?? 0) * Transform.Inputs * PlaceStride, first, $"{rows}", rows * columns * Map.Pixel, only, Parts > 1 ? columns : null);

    // For the span of outputs from o on the sums over input channels, place by place, then y = Aᵀ m A.
    private void EmitOutputs(CodeWriter code, KernelSet kernels, string first, int rows, int columns, string outputs, int span, int group)
    {
        Isa isa = kernels.Isa;
        (int placeStride, int tileStride) = ProductStrides(isa);
        int tiles = rows * columns, planes = span / Map.Pixel, plane = tiles * tileStride, side = Transform.Inputs;
        var places = new BlockedConvolution("", "", new Map("", 0, X.Planes, 1, tiles), new Map("", 0, planes, 1, tiles), Inputs, span, false, new([One(1)]), new([One(tiles)]));
        bool many = !int.TryParse(outputs, out _);
        string o = many ? "o" : outputs;
        if (many) code.Line($"int o = {outputs};");
        // Where the last row of tiles has fewer rows of outputs than a tile, it needs no last row of places.
        int last = Groups == 1 && Y.Height.Value % Tile > 0 ? tiles - columns : tiles;
        if (SpansOf(isa) > 1)
        {
            EmitPlaces(0, last < tiles ? Places - side : Places, tiles);
            if (last < tiles && last > 0) EmitPlaces(Places - side, Places, last);
        }
        else
        {
            // Nobody else asks for the transformed inputs: row of places by row of places, each transformed before the products of the one before it, so that a processor which looks ahead transforms while it multiplies and reads no number that is still on its way to the cache.
            int rowsOfPlaces = last > 0 ? side : side - 1;
            EmitInput(code, kernels, first, rows, columns, 0);
            for (int row = 0; row < rowsOfPlaces; row++)
            {
                if (row + 1 < rowsOfPlaces) EmitInput(code, kernels, first, rows, columns, row + 1);
                EmitPlaces(row * side, (row + 1) * side, row == side - 1 ? last : tiles);
            }
        }
        EmitBlocks(code, kernels, first, rows, columns, o, planes, plane);

        void EmitPlaces(int from, int to, int count)
        {
            (int Pixels, int Count)[] runs = BlockedTiling.Best(isa, group, count, group / isa.Width).Runs;
            int start = 0, done = 0;
            if (IsInPlace(isa))
            {
                if (Asks(isa)) EmitAsks(code, first, columns, from / side, null);
                foreach ((int pixels, int times) in runs)
                {
                    using CodeWriter.Scope? each = code.BlockIf(times > 1, $"for (int run = 0; run < {times}; run++)");
                    string at = Offset.Of((times > 1 ? "run" : "0", pixels * Map.Pixel)).Plus(from * PlaceStride + start * Map.Pixel);
                    code.Line($"{WinogradProducts.Add(kernels, pixels, group / isa.Width, Inputs)}(ref Unsafe.Add(ref transformed, {at}), {Shift("ref w", from * span * Inputs)}, {to - from}, {PlaceStride}, {plane}, {Inputs});");
                    start += times * pixels;
                }
                return;
            }
            using CodeWriter.Scope perPlace = code.Block($"for (int place = {from}; place < {to}; place++)");
            if (Asks(isa)) EmitAsks(code, first, columns, from / side, $"place % {side}");
            using (code.BlockIf(group < span, $"for (int g = 0; g < {span}; g += {group})"))
            {
                string g = group < span ? "g" : "0";
                Offset product = group >= Map.Pixel ? Offset.Of((g, plane / Map.Pixel)) : Offset.Of((span > Map.Pixel ? $"g / {Map.Pixel}" : "0", plane), ($"g % {Map.Pixel}", 1));
                code.Line($"ref float v = ref Unsafe.Add(ref transformed, place * {PlaceStride});");
                code.Line($"ref float u = ref Unsafe.Add(ref w, {Offset.Of((o, Places * Inputs), ("place", span * Inputs), (g, Inputs)).Plus(0)});");
                code.Line($"ref float m = ref Unsafe.Add(ref products, {product.And("place", placeStride).Plus(0)});");
                // Each tile asks for its part of the next weights.
                int all = runs.Sum(run => run.Count), lines = Lines(group, all), part = lines * X.Planes * Map.Pixel;
                foreach ((int pixels, int times) in runs)
                {
                    string kernel = places.AddTile(kernels, pixels, group / isa.Width, Map.Pixel, lines > 0), next = lines == 0 ? "" : $", {Shift("ref u", group * Inputs + done * part)}, {lines}";
                    code.Line($"{kernel}({Shift("ref v", start * Map.Pixel)}, ref u, {Nothing}, {Nothing}, {Shift("ref m", start * tileStride)}, {times}, {tileStride}, {plane}, {Inputs}, 1, 1, {Map.Pixel}, 0, {(tiles - 1) * Map.Pixel}{next});");
                    start += times * pixels;
                    done += times;
                }
            }
        }

        static Taps One(int count) => new(0, 1, count, 1, 0, 1, 1, 0, 1);
    }

    // Whether to ask for maps to come: their rows are several parts, each too short for a processor to foresee the next one, and they may come from memory.
    private bool Asks(Isa isa) => Parts > 1 && SpansOf(isa) == 1 && X.Planes * X.PlaneStride.Value + PaddedOutputs / Map.Pixel * PlaneOfResult >= FarFloats;

    // Beside the products of a row of places, or beside one of them: asks for a row of the next part's inputs, or of this one's outputs.
    private void EmitAsks(CodeWriter code, string first, int columns, int row, string? place)
    {
        int result = Tile / (IsPooled ? 2 : 1), written = row - (Transform.Inputs - result), width = (int)X.Width.Value, overlap = Transform.Input.Overlap;
        if (row < Tile) Ask("x", X.Planes, (int)X.PlaneStride.Value, Tile, Tile * width * Map.Pixel, ((Rows.Offset + overlap + row) * width + Columns.Offset + overlap + Tile * columns) * Map.Pixel);
        if (written >= 0) Ask("y", PaddedOutputs / Map.Pixel, PlaneOfResult, result, result * RowOfResult, written * RowOfResult);

        void Ask(string map, int planes, int plane, int each, int rows, int start)
        {
            int pixels = each * columns, lines = place is null ? pixels : (pixels + Transform.Inputs - 1) / Transform.Inputs;
            using (code.Block(planes > 1 ? $"for (int i = 0; i < {planes}; i++)" : ""))
            {
                code.Line($"ref float next = ref Unsafe.Add(ref {map}, {Offset.Of((planes > 1 ? "i" : "0", plane), (first, rows), ("column", each * Map.Pixel), (place ?? "0", lines * Map.Pixel)).Plus(start)});");
                code.Line($"for (int line = 0; line < {lines}; line++, next = ref Unsafe.Add(ref next, {Map.Pixel})) Blocks.Prefetch(ref next);");
            }
        }
    }

    private void EmitBlocks(CodeWriter code, KernelSet kernels, string first, int rows, int columns, string o, int planes, int plane)
    {
        int row = RowOfResult, result = Tile / (IsPooled ? 2 : 1), rest = (int)Y.Height.Value % Tile;
        bool isPart = Parts > 1, hasRest = Y.Width.Value % Tile > 0;
        using (code.BlockIf(planes > 1, $"for (int block = 0; block < {planes}; block++)"))
        using (code.Block(rows > 1 ? $"for (int row = 0; row < {rows}; row++)" : ""))
        {
            string block = planes > 1 ? "block" : "0", row0 = rows > 1 ? "row" : "0";
            code.Line($"ref float m = ref Unsafe.Add(ref products, {Offset.Of((block, plane), (row0, TileColumns * ProductStrides(kernels.Isa).Tile)).Plus(0)});");
            code.Line($"int target = {Offset.Of((o, PlaneOfResult / Map.Pixel), (block, PlaneOfResult), (first, result * row), (row0, result * row), (isPart ? "column" : "0", result * Map.Pixel)).Plus(0)};");
            string[] arguments =
            [
                "ref m",
                HasBias ? $"ref Unsafe.Add(ref b, {Offset.Of((o, 1), (block, Map.Pixel)).Plus(0)})" : Nothing,
                HasAddend ? "ref Unsafe.Add(ref addend, target)" : Nothing,
                "ref Unsafe.Add(ref y, target)", !isPart ? $"{Y.Width.Value / Tile}" : hasRest ? $"isLast ? {columns - 1} : {columns}" : $"{columns}", $"{row}",
                .. isPart && hasRest ? ["isLast"] : Array.Empty<string>(),
            ];
            string call = $"({string.Join(", ", arguments)});";
            // The last rows of a map that is no multiple of a tile.
            string at = Offset.Of((first, 1), (row0, 1)).Plus(0);
            bool asks = rest > 0 && !int.TryParse(at, out _), isLast = rest > 0 && at == $"{TileRows - 1}";
            if (asks) code.Line($"if ({at} == {TileRows - 1}) {AddOutput(kernels, rest)}{call}");
            code.Line($"{(asks ? "else " : "")}{AddOutput(kernels, isLast ? rest : Tile)}{call}");
        }
    }

    private string AddOutput(KernelSet kernels, int rows)
    {
        Isa isa = kernels.Isa;
        (int placeStride, int tileStride) = ProductStrides(isa);
        int rest = (int)Y.Width.Value % Tile;
        bool isPart = Parts > 1 && rest > 0;
        string parameters = $"ref float m, ref float b, ref float addend, ref float y, int tiles, int row{(isPart ? ", bool isLast" : "")}";
        string comment = $"b, if any, + Aᵀ m A for a row of tiles{(isPart ? ", or a part of it," : "")} of sixteen channels{(IsPooled ? "" : ", plus another map, if any")}{(Epilogue is Layer layer ? ", then " + layer.Kind : "")}{(IsPooled ? ", and the largest of each 2×2" : "")}: {rows} row{(rows > 1 ? "s" : "")} of outputs{(rest > 0 ? $", of which the last tile has {rest} column{(rest > 1 ? "s" : "")}" : "")}.\nrow: between rows of y.{(isPart ? " isLast: of the parts of a row." : "")}";
        return kernels.AddOnce($"WinogradOutput{Transform.Key}_{rows}{(IsInPlace(isa) ? $"_p{placeStride}" : "")}{(rest > 0 ? $"_Rest{rest}" : "")}{(isPart ? "_Part" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Key)}{(IsPooled ? "_MaxPool" : "")}", comment, parameters, code =>
        {
            int vectors = isa.VectorsOfLine, lanes = vectors * isa.Width;
            using (code.BlockIf(lanes < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {lanes})"))
            {
                string lane = lanes < Map.Pixel ? "lane" : "0";
                for (int vector = 0; vector < vectors; vector++) code.Line($"var bias{vector} = Unsafe.IsNullRef(ref b) ? {isa.Zero} : {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref b, {Offset.Of((lane, 1)).Plus(vector * isa.Width)}));");
                foreach (string reference in new[] { "m", "y" }) code.Line($"ref float {reference}0 = ref Unsafe.Add(ref {reference}, {lane});");
                if (!IsPooled) code.Line($"ref float addend0 = ref Unsafe.IsNullRef(ref addend) ? ref addend : ref Unsafe.Add(ref addend, {lane});");
                using (code.Block("for (int tile = 0; tile < tiles; tile++)"))
                {
                    OneTile(Tile);
                    code.Line($"m0 = ref Unsafe.Add(ref m0, {tileStride});");
                    code.Line($"y0 = ref Unsafe.Add(ref y0, {Tile * Map.Pixel / (IsPooled ? 2 : 1)});");
                    if (!IsPooled) code.Line($"if (!Unsafe.IsNullRef(ref addend0)) addend0 = ref Unsafe.Add(ref addend0, {Tile * Map.Pixel});");
                }
                if (rest == 0) return;
                using (code.BlockIf(isPart, "if (isLast)")) OneTile(rest);
            }

            // Columns of m are gathered to s, whose rows are gathered to y: of one vector after the other, so that lines of memory are read and written at once.
            void OneTile(int columns)
            {
                for (int vector = 0; vector < vectors; vector++)
                {
                    using (code.Block()) OneVector(columns, vector);
                }
            }

            void OneVector(int columns, int vector)
            {
                int at = vector * isa.Width;
                for (int c = 0; c < (columns < Tile ? Transform.Inputs - 1 : Transform.Inputs); c++)
                {
                    string[] sums = Transform.Gather(code, isa, $"OfColumn{c}", rows, r => isa.Load("m0", (r * Transform.Inputs + c) * placeStride + at));
                    for (int r = 0; r < rows; r++) code.Line($"var s{r}{c} = {sums[r]};");
                }
                for (int r = 0; r < rows; r++)
                {
                    string[] sums = Transform.Gather(code, isa, $"OfRow{r}", columns, c => $"s{r}{c}");
                    for (int c = 0; c < columns; c++) code.Line($"var y{r}{c} = {sums[c]} + bias{vector};");
                }
                if (IsPooled)
                {
                    ForOutputs(columns / 2, (r, c) => code.Line($"{isa.Class}.StoreUnsafe({Larger(Larger(Result(2 * r, 2 * c), Result(2 * r, 2 * c + 1)), Larger(Result(2 * r + 1, 2 * c), Result(2 * r + 1, 2 * c + 1)))}, {Place("y0", r, c, at)});"));
                    return;
                }
                using (code.Block("if (!Unsafe.IsNullRef(ref addend0))")) ForOutputs(columns, (r, c) => code.Line($"y{r}{c} += {isa.Class}.LoadUnsafe({Place("addend0", r, c, at)});"));
                ForOutputs(columns, (r, c) => code.Line($"{isa.Class}.StoreUnsafe({Result(r, c)}, {Place("y0", r, c, at)});"));
            }

            string Result(int r, int c) => Epilogue?.Apply(isa, kernels, $"y{r}{c}") ?? $"y{r}{c}";

            string Larger(string one, string other) => $"{isa.Class}.Max({one}, {other})";

            void ForOutputs(int columns, Action<int, int> write)
            {
                for (int r = 0; r < (IsPooled ? rows / 2 : rows); r++)
                {
                    for (int c = 0; c < columns; c++) write(r, c);
                }
            }

            static string Place(string reference, int r, int c, int at) =>
                r == 0 ? Isa.At(reference, c * Map.Pixel + at) : $"ref Unsafe.Add(ref {reference}, {(r == 1 ? "" : $"{r} * ")}row{(c + at == 0 ? "" : $" + {c * Map.Pixel + at}")})";
        });
    }
}
