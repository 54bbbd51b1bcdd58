using System.Globalization;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>The table that hovering over a network shows, and the sentence that hovering over a layer does.</summary>
internal static class LayerTable
{
    /// <summary>conv1: 1×28×28 → 6×28×28, 156 parameters, receptive field 5×5. For a block: from its first layer to its last.</summary>
    public static string Describe(IReadOnlyList<Node> layers)
    {
        Node first = layers[0], last = layers[layers.Count - 1];
        long parameters = layers.Sum(layer => layer.Parameters);
        string name = layers.Count == 1 ? first.Name : first.Name.Split('.')[0];
        return $"{name}: {first.Input} → {last.Output}"
            + (parameters > 0 ? $", {Number(parameters)} {(parameters == 1 ? "parameter" : "parameters")}" : "")
            + (layers.Count > 1 ? $", {layers.Count} layers" : "")
            + $", receptive field {last.Field}";
    }

    /// <summary>XML documentation, a row a layer.</summary>
    public static void Write(CodeWriter code, NetworkGraph graph)
    {
        code.Line("/// <remarks>");
        code.Line($"/// <para>{graph.Input} → {graph.OutputShape}, {Number(graph.Nodes.Sum(node => node.Parameters))} parameters, {Number(graph.Nodes.Sum(node => node.MultiplyAdds))} multiply-adds for one input.</para>");
        code.Line("/// <list type=\"table\">");
        code.Line("/// <listheader><term>Layer</term><description>Output; parameters; multiply-adds; receptive field</description></listheader>");
        foreach (Node node in graph.Nodes)
        {
            code.Line($"/// <item><term>{Escape(node.Name)} ({node.Layer.Kind})</term><description>{node.Output}; {Number(node.Parameters)}; {Number(node.MultiplyAdds)}; {node.Field}</description></item>");
        }
        if (graph.Loss is { } loss) code.Line($"/// <item><term>{loss.Loss.Kind}</term><description>{(loss.TargetLength.IsConstant ? loss.TargetLength : "height × width")} {(loss.Loss.TakesLabels ? "label" : "number")}{(loss.TargetLength.Is(1) ? "" : "s")} an input</description></item>");
        code.Line("/// </list>");
        code.Line("/// </remarks>");
    }

    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    // 61 706: a thin space would not survive every editor.
    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');
}
