using Fovea;
using Fovea.Samples.Display;
using Spectre.Console;

namespace Reading.Shapes;

/// <summary>What the compiler answers when it is asked for a shape, for weights, for what a layer sees.</summary>
internal static class Questions
{
    public static void Show()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("input").PadLeft(0), new TableColumn("layers"), new TableColumn("output"), new TableColumn("weight"), new TableColumn("sees"));
        Row<FiveFilters>(table, "5 filters of 7×7, stride 3, padding 1");
        Row<ColourFilters>(table, "4 filters of 5×5");
        Row<ThreeLayers>(table, "three layers of 3×3");
        Row<OnePixel>(table, "a layer of 1×1");
        Row<WholeImage>(table, "a linear layer");
        Row<WholeKernel>(table, "a kernel of 224×224");
        AnsiConsole.Write(table);
        ParameterInfo weight = ColourFilters.ParameterInfos[0];
        Console.WriteLine($"A weight's sizes are PyTorch's: {string.Join(", ", weight.DimensionNames.ToArray().Zip(weight.Dimensions.ToArray(), (name, size) => $"{name} {size}"))} for the 4 filters.");
        AnsiConsole.WriteLine();
    }

    private static void Row<T>(Table table, string question) where T : class, INetwork<T>
    {
        LayerInfo last = T.Layers[^1];
        table.AddRow(T.InputShape.ToString(), question, last.Output.ToString(), Markup.Escape($"[{string.Join(", ", T.ParameterInfos[0].Dimensions.ToArray())}]"), last.ReceptiveField.ToString());
    }
}
