using System.Text;

namespace Fovea.Reports;

/// <summary>The network as a drawing, and as a table.</summary>
internal static class NetworkSection
{
    public static string Write(IParameterized network)
    {
        LayerInfo[] layers = [.. network.Layers];
        if (layers.Length == 0) return "";
        Shape input = network switch { INetwork sized => sized.InputShape, IAnySizeNetwork any => any.InputShape, _ => layers[0].Output };
        return Page.Section(
            "network", "The network", "Each box is a layer with its output's shape and what follows it in place. The small square is the input, and in it what one number of the output sees: its receptive field.",
            $"<div class=\"pair network\">\n<div class=\"card scroll\">{NetworkDrawing.Draw(layers, input)}</div>\n<div class=\"card scroll\">{Table(layers)}</div>\n</div>");
    }

    private static string Table(LayerInfo[] layers)
    {
        long parameters = layers.Sum(layer => layer.Parameters), multiplyAdds = layers.Sum(layer => layer.MultiplyAdds);
        var table = new StringBuilder("<table class=\"layers\">\n<thead><tr><th scope=\"col\">layer</th><th scope=\"col\">kind</th><th scope=\"col\">output</th><th scope=\"col\">parameters</th><th scope=\"col\">multiply-adds</th><th scope=\"col\">receptive field</th></tr></thead>\n<tbody>\n");
        foreach (LayerInfo layer in layers)
            table.Append($"<tr><th scope=\"row\">{Format.Escape(layer.Name)}</th><td>{Format.Escape(layer.Kind)}</td><td>{layer.Output}</td>{Share(layer.Parameters, parameters)}{Share(layer.MultiplyAdds, multiplyAdds)}<td>{layer.ReceptiveField}</td></tr>\n");
        return table.Append($"</tbody>\n<tfoot><tr><th scope=\"row\">all</th><td></td><td></td><td>{Format.Count(parameters)}</td><td>{Format.Count(multiplyAdds)}</td><td></td></tr></tfoot>\n</table>").ToString();

        static string Share(long part, long whole) => part == 0
            ? "<td></td>"
            : $"<td class=\"bar\"><span>{Format.Count(part)}</span><i style=\"--v:{Format.Coordinate(100.0 * part / Math.Max(whole, 1))}%\"></i></td>";
    }
}
