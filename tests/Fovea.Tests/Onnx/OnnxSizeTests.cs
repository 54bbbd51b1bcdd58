using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>Networks of run-time sizes in ONNX Runtime, at sizes where rounding decides.</summary>
public sealed class OnnxSizeTests
{
    [Fact]
    public void TheNearestPixelIsTheSame()
    {
        // From 21 or 39 columns to 6, ONNX's own formula rounds a whole number down.
        const int Rows = 2, Columns = 6, MostColumns = 48;
        Declaration declaration = Declaration.Of("Picked", $"[Network(1, Dim.Any, Dim.Any), Resize({Rows}, {Columns})]\npublic sealed partial class Picked;\n");
        CompiledNetwork compiled = NetworkCompiler.Compile([declaration])[declaration.TypeName];
        for (int width = 1; width <= MostColumns; width++)
        {
            int height = width % 7 + 1;
            INetwork network = compiled.Create(height, width).Network;
            float[] indices = [.. Enumerable.Range(0, height * width).Select(i => (float)i)];
            float[] expected = [.. from i in Enumerable.Range(0, Rows) from j in Enumerable.Range(0, Columns) select (float)(i * height / Rows * width + j * width / Columns)];
            using OnnxModel model = OnnxModel.Of(network);
            Assert.Equal(expected, network.Forward(indices));
            Assert.Equal(expected, model.Run(indices, network.InputShape));
        }
    }
}
