using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// The gradient of a 3×3 convolution's weights by the transpose of Winograd's F(2×2, 3×3): dw = Gᵀ [(A dy Aᵀ) ⊙ (Bᵀ x B)] G, 16 products instead of 36 for each 2×2 outputs.
/// The products are summed over tiles and images, place by place, so that what they are made of stays in the nearest caches; Gᵀ … G is done when gradients are unpacked.
/// </summary>
internal sealed record WinogradWeightGradient(string Name, string Comment, Map X, Map Dy, int Inputs, int Outputs, Window Window)
    : PackedWeightGradient(Name, Comment, X, Dy, Inputs, Outputs, Window)
{
    private const int Tile = 2, Side = 4, Places = Side * Side;

    // Transformed tiles at a time: few enough for the nearest caches, but as many as there are sums, which each time reads and writes.
    private const int MostTransformed = 1 << 12;

    // Sums that a core's own cache does not hold take longer to read and write than the products of so few tiles that are saved.
    private const int MostNearSums = 1 << 17, FewestTilesOfFarSums = 48;

    // Sums of fewer products are so exact that the transforms' roundings would show.
    private const int FewestPixels = 100;

    // The last row and column of a tile enter without the sign that they have in A: Gᵀ … G takes it into account.
    private static readonly WinogradSpread _gradient = new(
        "WinogradGradient", "A dy Aᵀ", Tile, Tile,
        [("One", [(0, 1)]), ("Plus", [(0, 1), (1, 1)]), ("Minus", [(0, 1), (1, -1)]), ("One", [(1, 1)])],
        (_, _) => ["d0", "d0 + d1", "d0 - d1", "d1"]);

    private int TileRows => (Rows + Tile - 1) / Tile;

    private int TileColumns => (Columns + Tile - 1) / Tile;

    // Rows of tiles at a time.
    private int Together
    {
        get
        {
            int row = Side * Map.Pixel * (X.Planes + Dy.Planes) * TileColumns, most = Math.Max(1, Math.Min(TileRows, Math.Max(MostTransformed, Side * PaddedOutputs * Inputs) / row)), groups = (TileRows + most - 1) / most;
            return (TileRows + groups - 1) / groups;
        }
    }

    private int Plane => Together * TileColumns * Map.Pixel;

    // Between places there is a line more, lest all of them meet in a few sets of the cache.
    private WinogradTiles Input => new(WinogradTransform.F2.Input, X, -Window.Height.Before, -Window.Width.Before, TileColumns, X.Planes * Plane + Map.Pixel);

    private WinogradTiles Gradient => new(_gradient, Dy, 0, 0, TileColumns, Dy.Planes * Plane + Map.Pixel);

    private int SumsStride => PaddedOutputs * Inputs + Map.Pixel;

    private int GradientsAt => Side * Input.PlaceStride;

    private int ZerosAt => GradientsAt + Side * Gradient.PlaceStride;

    public override long Scratch => ZerosAt + Math.Max(Width, Columns) * Map.Pixel;

    public override int PackedLength => checked(Places * SumsStride);

    /// <summary>Whether it is as exact as the sum, and likely to be faster.</summary>
    public bool Pays => Rows * Columns >= FewestPixels && (Places * (long)PaddedOutputs * Inputs <= MostNearSums || TileRows * TileColumns >= FewestTilesOfFarSums);

    public override void EmitUnpack(CodeWriter code, Isa isa, string packed, string gradient, int outputStride, int inputStride) =>
        code.Line($"Packing.UnpackWinograd({packed}, {gradient}, {Order(isa, outputStride, inputStride)}, {SumsStride});");

    public override string Add(KernelSet kernels)
    {
        bool whole = Together == TileRows, even = TileRows % Together == 0;
        string comment = $"{Comment}\nWinograd's algorithm, transposed, but for Gᵀ … G: {TileRows}×{TileColumns} tiles of {Tile}×{Tile} outputs{(whole ? "" : $", {Together} rows of tiles at a time")}.";
        return kernels.Add(Name + "_Winograd", comment, "ref float x, ref float dy, ref float dw, ref float transformed", code =>
        {
            code.Line($"ref float gradients = ref Unsafe.Add(ref transformed, {GradientsAt});");
            code.Line($"ref float zeros = ref Unsafe.Add(ref transformed, {ZerosAt});");
            code.Line($"MemoryMarshal.CreateSpan(ref zeros, {Math.Max(Width, Columns) * Map.Pixel}).Clear();");
            using (code.BlockIf(!whole, $"for (int first = 0; first < {TileRows}; first += {Together})"))
            {
                if (!even) code.Line($"int rows = Math.Min({Together}, {TileRows} - first);");
                string first = whole ? "0" : "first", rows = even ? $"{Together}" : "rows", tiles = Offset.Of((rows, TileColumns)).Plus(0);
                for (int row = 0; row < Side; row++)
                {
                    Input.Emit(code, kernels, "x", "transformed", 0, first, rows, Plane, row);
                    Gradient.Emit(code, kernels, "dy", "gradients", 0, first, rows, Plane, row);
                    using (code.Block($"for (int place = 0; place < {Side}; place++)")) ForPairs(code, kernels.Isa, Plane, pair => EmitSums(code, kernels, pair, tiles, row * Side));
                }
            }
        }, key: this);
    }

    private void EmitSums(CodeWriter code, KernelSet kernels, Pair pair, string tiles, int places)
    {
        using CodeWriter.Scope? scope = code.BlockIf(!pair.HasScope, "");
        code.Line($"ref float source = ref Unsafe.Add(ref transformed, {Offset.Of(("place", Input.PlaceStride), (pair.Input, Plane / Map.Pixel)).Plus(0)});");
        code.Line($"ref float gradient = ref Unsafe.Add(ref gradients, {Offset.Of(("place", Gradient.PlaceStride)).And(pair.Gradient).Plus(0)});");
        code.Line($"ref float target = ref Unsafe.Add(ref dw, {Offset.Of(("place", SumsStride), (pair.Output, Inputs), (pair.Input, pair.Group)).Plus(places * SumsStride)});");
        EmitTiles(code, kernels, pair.Inputs, pair.Group, "ref gradient", $"{Plane}, 1, {tiles}, {Map.Pixel}, 0");
    }
}
