using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>
/// The tables of layers and tensors, in a class of their own: they are filled when someone asks for them, by methods that stay small however deep the network is.
/// </summary>
internal static class TablesEmitter
{
    private const int MostRows = 64;

    public static void Emit(CodeWriter code, NetworkGraph graph)
    {
        using (code.Block("private static class FoveaTables"))
        {
            Table(code, "Layers", "global::Fovea.LayerInfo", [.. graph.Nodes], node =>
            {
                IEnumerable<string> inputs = node.Inputs.Select(input => NetworkEmitter.Text(input < 0 ? "input" : graph.Nodes[input].Name));
                code.Line($"new({NetworkEmitter.Text(node.Name)}, {NetworkEmitter.Text(node.Layer.Kind)}, {SurfaceEmitter.ShapeOf(node.Output)}, {node.Parameters}, {node.MultiplyAdds}, new(new({Extent(node.Field.Height)}), new({Extent(node.Field.Width)})), [{string.Join(", ", inputs)}]),");
            });
            code.Line();
            Table(code, "ParameterInfos", "global::Fovea.ParameterInfo", [.. graph.Tensors], tensor =>
                code.Line($"new({NetworkEmitter.Text(tensor.FullName)}, [{string.Join(", ", tensor.Dimensions)}], [{string.Join(", ", tensor.DimensionNames.Select(NetworkEmitter.Text))}], {tensor.Offset}, {(tensor.Trainable ? "true" : "false")}),"));
        }
    }

    private static void Table<T>(CodeWriter code, string name, string type, T[] rows, Action<T> emitRow)
    {
        int parts = (rows.Length + MostRows - 1) / MostRows;
        string all = parts == 1 ? name + "0()" : $"[{string.Join(", ", Enumerable.Range(0, parts).Select(part => $".. {name}{part}()"))}]";
        code.Line($"public static readonly {type}[] {name} = {all};");
        for (int part = 0; part < parts; part++)
        {
            code.Line();
            using (code.Block($"private static {type}[] {name}{part}() =>", "[", "];"))
            {
                foreach (T row in rows.Skip(part * MostRows).Take(MostRows)) emitRow(row);
            }
        }
    }

    private static string Extent(ReceptiveExtent extent) =>
        $"{extent.Pixels}, {(double.IsInfinity(extent.Stride) ? "double.PositiveInfinity" : NetworkEmitter.Number(extent.Stride))}, {NetworkEmitter.Number(extent.Offset)}";
}
