using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>Loops over a map's pixels, for layers that work plane by plane.</summary>
internal static class PixelLoop
{
    /// <summary>For each plane, row, vector of lanes and column; <paramref name="body"/> gets names for the last two.</summary>
    public static void Emit(CodeWriter code, Isa isa, Map map, Action<string, string> body, Action<string>? beginRow = null, Action<string>? beginColumn = null)
    {
        using (code.Block($"for (int plane = 0; plane < {map.Planes}; plane++)"))
        using (code.BlockIf(!map.Height.Is(1), $"for (int row = 0; row < {map.Height}; row++)"))
        using (ForLanes(code, isa, map.Lanes(isa)))
        {
            string row = map.Height.Is(1) ? "0" : "row", column = map.Width.Is(1) ? "0" : "column";
            beginRow?.Invoke(row);
            using (code.BlockIf(!map.Width.Is(1), $"for (int column = 0; column < {map.Width}; column++)"))
            {
                beginColumn?.Invoke(column);
                body(row, column);
            }
        }
    }

    /// <summary>For each vector of a pixel, from <c>lane</c> on. Within a row, so that its other lanes are still in the first cache.</summary>
    public static CodeWriter.Scope? ForLanes(CodeWriter code, Isa isa, int lanes = Map.Pixel) => code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {lanes}; lane += {isa.Width})");

    /// <summary>The same for channels of which a last plane may hold less than sixteen.</summary>
    public static CodeWriter.Scope? ForLanes(CodeWriter code, Isa isa, int channels, int planes)
    {
        int all = (channels + isa.Width - 1) / isa.Width * isa.Width;
        if (planes == 1 || all % Map.Pixel == 0) return ForLanes(code, isa, Math.Min(all, Map.Pixel));
        return code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < Math.Min({Map.Pixel}, {all} - plane * {Map.Pixel}); lane += {isa.Width})");
    }

    /// <summary>Where a pixel of this plane lies, for the lanes at hand.</summary>
    public static Size At(Isa isa, Map map, string row = "0", string column = "0", string plane = "plane")
    {
        string?[] terms = [Times(plane, map.PlaneStride), Times(row, map.RowStride), Times(column, Map.Pixel), isa.Width < Map.Pixel ? "lane" : null];
        string place = string.Join(" + ", terms.Where(term => term is not null));
        return place.Length == 0 ? 0 : Size.Named(place);

        static string? Times(string index, Size stride) => index == "0" ? null : $"{(index.Contains(' ') ? $"({index})" : index)} * {stride}";
    }

    /// <summary>Stores a value, or adds it to what is there.</summary>
    public static void Write(CodeWriter code, Isa isa, string target, Size at, string value, bool adds) =>
        code.Line(isa.Store(adds ? $"{isa.Load(target, at)} + {value}" : value, target, at));

    /// <summary>The run-time size, where one of two maps needs it.</summary>
    public static string Sizes(Map x, Map y) => x.IsConstant ? y.SizeParameters : x.SizeParameters;
}
