namespace Fovea.Generators.Emission;

/// <summary>A transform of tiles before Winograd's products: M d Mᵀ, with the same matrix for rows and columns.</summary>
/// <param name="Name">Of the methods.</param>
/// <param name="Formula">For comments.</param>
/// <param name="Step">From one tile to the next, in rows and columns.</param>
/// <param name="Reads">Rows and columns of a tile: as many as a step, or more if tiles overlap.</param>
/// <param name="Rows">M: a name of each row, its terms' places in the tile and factors, of which the first is 1.</param>
/// <param name="Columns">M of the variables d0, d1, …: writes what results have in common, and returns them.</param>
internal sealed record WinogradSpread(string Name, string Formula, int Step, int Reads, (string Name, (int Place, int Factor)[] Terms)[] Rows, Func<CodeWriter, Isa, string[]> Columns)
{
    /// <summary>Columns that a tile shares with the one before.</summary>
    public int Overlap => Reads - Step;
}
