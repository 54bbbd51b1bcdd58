namespace Fovea.Generators.Emission;

/// <summary>A map's tiles, transformed for Winograd's products: place by place, and in each of them [C/16][tile][16].</summary>
/// <param name="Spread">The transform.</param>
/// <param name="Map">The map.</param>
/// <param name="Top">The first tile's first row, which may lie before the map.</param>
/// <param name="Left">Its first column.</param>
/// <param name="TileColumns">Tiles in a row.</param>
/// <param name="PlaceStride">Floats between places.</param>
internal sealed record WinogradTiles(WinogradSpread Spread, Map Map, int Top, int Left, int TileColumns, int PlaceStride)
{
    private int Height => (int)Map.Height.Value;

    private int Width => (int)Map.Width.Value;

    // Tiles whose last columns, which the one before has not read, lie in the map.
    private int Whole => Math.Max(0, Math.Min(TileColumns, (Width - Left - Spread.Overlap) / Spread.Step));

    /// <summary>Writes the transform of some rows of tiles, or one row of the places of each: of rows by sums, each of which a kernel spreads over columns. A row of zeros is there as 'zeros'.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="kernels">What the kernels join.</param>
    /// <param name="map">The reference to the map.</param>
    /// <param name="target">The reference to the transformed tiles.</param>
    /// <param name="at">Where they begin there.</param>
    /// <param name="first">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="plane">Floats between planes of a place.</param>
    /// <param name="only">The row of places, if not all.</param>
    /// <param name="part">The tiles of a row, if not all: so many from 'column' on, in the row's first part if 'isFirst' and in its last if 'isLast'.</param>
    public void Emit(CodeWriter code, KernelSet kernels, string map, string target, int at, string first, string rows, int plane, int? only = null, int? part = null)
    {
        int row = Width * Map.Pixel;
        (string Name, (int Place, int Factor)[] Terms)[] sums = only is { } one ? [Spread.Rows[one]] : Spread.Rows;
        using (code.BlockIf(Map.Planes > 1, $"for (int i = 0; i < {Map.Planes}; i++)"))
        using (code.Block(rows == "1" ? "" : $"for (int row = 0; row < {rows}; row++)"))
        {
            string i = Map.Planes > 1 ? "i" : "0", row0 = rows == "1" ? "0" : "row";
            code.Line($"int top = {Offset.Of((first, Spread.Step), (row0, Spread.Step)).Plus(Top)};");
            code.Line($"ref float source = ref Unsafe.Add(ref {map}, {Offset.Of((i, (int)Map.PlaneStride.Value)).Plus(0)});");
            foreach (int d in sums.SelectMany(sum => sum.Terms).Select(term => term.Place).Distinct().OrderBy(d => d))
            {
                string place = d == 0 ? "top" : $"(top + {d})";
                string start = $"ref ((uint){place} < {Height} ? ref Unsafe.Add(ref source, {place} * {row}) : ref zeros)";
                code.Line($"ref float d{d} = ref Unsafe.Add({start}, {Offset.Of((part is null ? "0" : "column", Spread.Step * Map.Pixel)).Plus((Left + Spread.Overlap) * Map.Pixel)});");
            }
            code.Line($"ref float v = ref Unsafe.Add(ref {target}, {Offset.Of((i, plane), (row0, TileColumns * Map.Pixel)).Plus(at)});");
            int begin = 0;
            foreach ((string name, (int Place, int Factor)[] terms) in sums)
            {
                code.Line($"{AddRow(kernels, name, terms, part is not null)}({string.Join(", ", terms.Select(term => $"ref d{term.Place}"))}, ref {(begin == 0 ? "v" : $"Unsafe.Add(ref v, {begin * PlaceStride})")}, {part ?? Whole}, {PlaceStride}{(part is null ? "" : ", isFirst, isLast")});");
                begin += Spread.Rows.Length;
            }
        }
    }

    private string AddRow(KernelSet kernels, string name, (int Place, int Factor)[] terms, bool isPart)
    {
        Isa isa = kernels.Isa;
        string[] references = [.. "abce".Substring(0, terms.Length).Select(letter => $"{letter}")];
        string edges = string.Concat(Enumerable.Range(0, Spread.Overlap).Concat(Enumerable.Range(Spread.Step * Whole + Spread.Overlap, Spread.Step * (TileColumns - Whole))).Select(column => IsInside(column) ? "1" : "0"));
        string sum = string.Concat(terms.Select((term, i) => (i == 0 ? "" : term.Factor < 0 ? " − " : " + ") + (Math.Abs(term.Factor) == 1 ? "" : $"{Math.Abs(term.Factor)}") + references[i]));
        string comment = $"One row of {Spread.Formula} for a row of tiles of sixteen channels, from {(terms.Length > 1 ? "the rows" : "row")} {sum} of the map{(Spread.Overlap > 0 ? "; they overlap by two columns" : "")}."
            + (edges.Length > 0 ? $"\nEdges, first and last columns: {edges}, zeros outside the map. tiles: {(isPart ? "of this part. isFirst, isLast: of the parts of a row" : "those between")}. stride: between places." : "\nstride: between places.");
        string parameters = $"{string.Join(", ", references.Select(reference => $"ref float {reference}"))}, ref float v, int tiles, nint stride{(isPart ? ", bool isFirst, bool isLast" : "")}";
        return kernels.AddOnce($"{Spread.Name}_{name}{(edges.Length > 0 ? "_" + edges : "")}{(isPart ? "_Part" : "")}", comment, parameters, code =>
        {
            if (isPart && Whole < TileColumns) code.Line($"if (isLast) tiles -= {TileColumns - Whole};");
            int vectors = isa.VectorsOfLine, lanes = vectors * isa.Width;
            using (code.BlockIf(lanes < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {lanes})"))
            {
                foreach (string reference in references.Append("v")) code.Line($"ref float {reference}0 = ref {(lanes < Map.Pixel ? $"Unsafe.Add(ref {reference}, lane)" : reference)};");
                for (int vector = 0; vector < vectors; vector++)
                {
                    for (int column = 0; column < Spread.Overlap; column++) code.Line($"var kept{column}_{vector} = {(isPart && !IsInside(column) ? "isFirst ? " : "")}{Column(column, vector, IsInside(column))}{(isPart && !IsInside(column) ? $" : {Column(column, vector, true)}" : "")};");
                }
                using (code.Block("for (int tile = 0; tile < tiles; tile++)")) OneTile(_ => true);
                if (Whole == TileColumns) return;
                using (code.BlockIf(isPart, "if (isLast)"))
                {
                    for (int tile = Whole; tile < TileColumns; tile++) OneTile(column => IsInside(Spread.Step * tile + column));
                }
            }

            void OneTile(Func<int, bool> isInside)
            {
                for (int vector = 0; vector < vectors; vector++)
                {
                    using (code.Block())
                    {
                        for (int column = 0; column < Spread.Reads; column++) code.Line($"var d{column} = {(column < Spread.Overlap ? $"kept{column}_{vector}" : Column(column, vector, isInside(column)))};");
                        string[] spread = Spread.Columns(code, isa);
                        for (int place = 0; place < spread.Length; place++) code.Line($"{isa.Class}.StoreUnsafe({spread[place]}, {Place(place, vector * isa.Width)});");
                        for (int column = 0; column < Spread.Overlap; column++) code.Line($"kept{column}_{vector} = d{Spread.Step + column};");
                    }
                }
                foreach (string reference in references) code.Line($"{reference}0 = ref Unsafe.Add(ref {reference}0, {Spread.Step * Map.Pixel});");
                code.Line($"v0 = ref Unsafe.Add(ref v0, {Map.Pixel});");
            }

            string Column(int column, int vector, bool isInside) => isInside ? Sum((column - Spread.Overlap) * Map.Pixel + vector * isa.Width) : isa.Zero;

            static string Place(int place, int offset) =>
                place == 0 ? Isa.At("v0", offset) : $"ref Unsafe.Add(ref v0, {(place == 1 ? "" : $"{place} * ")}stride{(offset == 0 ? "" : $" + {offset}")})";

            string Sum(int at)
            {
                string sum = isa.Load(references[0] + "0", at);
                for (int i = 1; i < terms.Length; i++)
                {
                    string load = isa.Load(references[i] + "0", at);
                    sum = terms[i].Factor switch { 1 => $"{sum} + {load}", -1 => $"{sum} - {load}", var factor => isa.MultiplyAdd(isa.Constant(factor), load, sum) };
                }
                return sum;
            }
        });
    }

    // Columns counted from the first tile's first one.
    private bool IsInside(int column) => column + Left >= 0 && column + Left < Width;
}
