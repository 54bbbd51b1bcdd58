using System.Text;

namespace Fovea.Reports;

/// <summary>A network as SVG, from the input at the top to the output at the bottom.</summary>
internal static class NetworkDrawing
{
    private const double BoxWidth = 312, BoxHeight = 46, RowHeight = 66, RailWidth = 34, Gap = 26, Margin = 2, Glyph = 30;

    public static string Draw(LayerInfo[] layers, Shape input)
    {
        NetworkLayout layout = NetworkLayout.Of(layers);
        double[] middles = new double[layout.Columns];
        double width = Margin;
        for (int column = 0; column < middles.Length; column++)
        {
            double wide = layout.HasBoxes(column) ? BoxWidth : RailWidth;
            middles[column] = width + wide / 2;
            width += wide + (column + 1 < middles.Length && layout.HasBoxes(column) && layout.HasBoxes(column + 1) ? Gap : 0);
        }
        width += Margin;
        double height = layout.Rows * RowHeight + BoxHeight + 2 * Margin;
        var svg = new StringBuilder($"<svg class=\"network\" width=\"{Format.Coordinate(width)}\" height=\"{Format.Coordinate(height)}\" viewBox=\"0 0 {Format.Coordinate(width)} {Format.Coordinate(height)}\" role=\"img\" aria-label=\"The network's layers and how they are connected\">\n");
        foreach (Link link in layout.Links)
        {
            // A column of boxes is passed at its left edge, where none of them stand in the way.
            bool passes = link.Column != (link.From?.Column ?? 0) && link.Column != link.To.Column && layout.HasBoxes(link.Column);
            svg.Append(Line(link, middles, passes ? middles[link.Column] - (BoxWidth - RailWidth) / 2 : middles[link.Column]));
        }
        svg.Append(Node(middles[0] - BoxWidth / 2, Margin, "source", "input", "", input, glyph: null));
        foreach (Box box in layout.Boxes)
        {
            string style = box.Layer.Parameters > 0 ? "weighted" : "plain";
            string after = string.Join(" · ", box.InPlace.Select(layer => layer.Kind));
            svg.Append(Node(middles[box.Column] - BoxWidth / 2, Top(box), style, box.Layer.Name, after == "" ? box.Layer.Kind : $"{box.Layer.Kind} · {after}", box.Layer.Output, (box.Layer.ReceptiveField, input)));
        }
        return svg.Append("</svg>").ToString();
    }

    private static double Top(Box? box) => Margin + (box?.Row ?? 0) * RowHeight;

    private static string Line(Link link, double[] middles, double wayX)
    {
        double startX = middles[link.From?.Column ?? 0], startY = Top(link.From) + BoxHeight, endX = middles[link.To.Column], endY = Top(link.To);
        const double bend = RowHeight - BoxHeight;
        string path = $"M{C(startX)} {C(startY)}";
        if (link.Column == (link.From?.Column ?? 0) && link.Column == link.To.Column) path += $"L{C(endX)} {C(endY)}";
        else path += $"C{C(startX)} {C(startY + bend)} {C(wayX)} {C(startY)} {C(wayX)} {C(startY + bend)}L{C(wayX)} {C(endY - bend)}C{C(wayX)} {C(endY)} {C(endX)} {C(endY - bend)} {C(endX)} {C(endY)}";
        return $"<path class=\"link\" d=\"{path}\"/>\n";

        static string C(double value) => Format.Coordinate(value);
    }

    private static string Node(double left, double top, string style, string name, string kind, Shape shape, (ReceptiveField Field, Shape Input)? glyph)
    {
        string x = Format.Coordinate(left + 12), right = Format.Coordinate(left + BoxWidth - 12 - (glyph is null ? 0 : Glyph + 10));
        string text = $"<g class=\"{style}\"><rect x=\"{Format.Coordinate(left)}\" y=\"{Format.Coordinate(top)}\" width=\"{BoxWidth:0}\" height=\"{BoxHeight:0}\" rx=\"7\"/>"
            + $"<text class=\"name\" x=\"{x}\" y=\"{Format.Coordinate(top + 19)}\">{Format.Escape(Short(name, 22))}</text>"
            + (kind == "" ? "" : $"<text class=\"kind\" x=\"{x}\" y=\"{Format.Coordinate(top + 36)}\">{Format.Escape(Short(kind, 32))}</text>")
            + $"<text class=\"shape\" text-anchor=\"end\" x=\"{right}\" y=\"{Format.Coordinate(top + 19)}\">{shape}</text>";
        if (glyph is { } drawn)
        {
            (ReceptiveField field, Shape input) = drawn;
            if (!input.IsVector) text += $"<text class=\"kind\" text-anchor=\"end\" x=\"{right}\" y=\"{Format.Coordinate(top + 36)}\">{field}</text>";
            if (!input.IsVector && input.Height > 0) text += Seen(left + BoxWidth - Glyph - 9, top + (BoxHeight - Glyph) / 2, field, input);
        }
        return text + "</g>\n";
    }

    // The input as a square, and in its middle the receptive field, which may be larger.
    private static string Seen(double left, double top, ReceptiveField field, Shape input)
    {
        double scale = Glyph / Math.Max(input.Height, input.Width), frameWidth = input.Width * scale, frameHeight = input.Height * scale;
        double width = Math.Min(field.Width.Size, input.Width) * scale, height = Math.Min(field.Height.Size, input.Height) * scale;
        return $"<rect class=\"frame\" x=\"{Format.Coordinate(left + (Glyph - frameWidth) / 2)}\" y=\"{Format.Coordinate(top + (Glyph - frameHeight) / 2)}\" width=\"{Format.Coordinate(frameWidth)}\" height=\"{Format.Coordinate(frameHeight)}\"/>"
            + $"<rect class=\"seen\" x=\"{Format.Coordinate(left + (Glyph - width) / 2)}\" y=\"{Format.Coordinate(top + (Glyph - height) / 2)}\" width=\"{Format.Coordinate(width)}\" height=\"{Format.Coordinate(height)}\"><title>sees {field} of {input.Height}×{input.Width}</title></rect>";
    }

    private static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}
