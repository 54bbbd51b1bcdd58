using System.Globalization;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ConstantPad2d.</summary>
internal record ConstantPad2dLayer(Sides Sides, double Value) : PaddingLayer(Sides)
{
    public override string Kind => "ConstantPad2d";

    protected override string Border => "a border of " + Value.ToString("R", CultureInfo.InvariantCulture);

    public static Layer? Read(ArgumentReader arguments) => new ConstantPad2dLayer(Sides.Read(arguments), arguments.Real("value", 0));

    protected override void EmitForward(CodeWriter code, Isa isa, Map x, Map y)
    {
        code.Line($"var border = {isa.Constant(Value)};");
        using (code.Block($"for (int plane = 0; plane < {y.Planes}; plane++)"))
        using (code.Block($"for (int row = 0; row < {y.Height}; row++)"))
        {
            code.Line($"int target = plane * {y.PlaneStride} + row * {y.RowStride};");
            if (Sides.Top + Sides.Bottom > 0)
            {
                using (code.Block($"if ((uint)(row - {Sides.Top}) >= {x.Height})"))
                {
                    Fill(0, y.RowStride);
                    code.Line("continue;");
                }
            }
            code.Line($"int source = plane * {x.PlaneStride} + (row - {Sides.Top}) * {x.RowStride};");
            Fill(0, (Size)Sides.Left * Map.Pixel);
            using (Floats(code, isa, x.RowStride)) code.Line(isa.Store(isa.Load("x", Named("source + i")), "y", Named("target + i", (Size)Sides.Left * Map.Pixel)));
            Fill(x.RowStride + (Size)Sides.Left * Map.Pixel, (Size)Sides.Right * Map.Pixel);
        }

        void Fill(Size from, Size count)
        {
            if (count.Is(0)) return;
            using (Floats(code, isa, count)) code.Line(isa.Store("border", "y", Named("target + i", from)));
        }
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Border(onnx.Input(), Sides.Top, Sides.Left, Sides.Bottom, Sides.Right, Value);

    protected override void EmitBackward(CodeWriter code, Isa isa, Map x, Map y, bool add)
    {
        using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
        using (code.Block($"for (int row = 0; row < {x.Height}; row++)"))
        {
            code.Line($"int target = plane * {y.PlaneStride} + (row + {Sides.Top}) * {y.RowStride} + {(Size)Sides.Left * Map.Pixel};");
            code.Line($"int source = plane * {x.PlaneStride} + row * {x.RowStride};");
            using (Floats(code, isa, x.RowStride)) PixelLoop.Write(code, isa, "dx", Named("source + i"), isa.Load("dy", Named("target + i")), add);
        }
    }
}
