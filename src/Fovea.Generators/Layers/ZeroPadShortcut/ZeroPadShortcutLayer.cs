using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>A residual's shortcut without weights: every stride-th pixel, and zero channels half before and half after. Option A of He et al., "Deep Residual Learning for Image Recognition", 2016.</summary>
internal sealed record ZeroPadShortcutLayer(int Channels, int StrideHeight, int StrideWidth) : Layer
{
    public override string Kind => "ZeroPadShortcut";

    public override void Infer(Inference inference) => inference.Output = Shape.Image(
        Channels, (inference.Input.Height - 1) / StrideHeight + 1, (inference.Input.Width - 1) / StrideWidth + 1);

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add($"ZeroPadShortcutForward_{x.Key}_to_{y.Key}", $"Zero-padded shortcut {x.Display} → {y.Display}: every {StrideHeight}×{StrideWidth}th pixel, zero channels half before and half after.", $"ref float x, ref float y{x.SizeParameters}", code =>
        {
            ClearKernel.Emit(code, isa, "y", y);
            Pixels(code, isa, x, y, (source, target) => code.Line($"{isa.Class}.StoreUnsafe({isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, {source})), ref Unsafe.Add(ref y, {target}));"));
        });
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        OnnxValue x = onnx.Input();
        if (StrideHeight > 1 || StrideWidth > 1)
        {
            x = onnx.Add("Slice", [x, OnnxStep.Integers(0, 0), OnnxStep.Integers(long.MaxValue, long.MaxValue), OnnxStep.Integers(2, 3), OnnxStep.Integers(StrideHeight, StrideWidth)]);
        }
        int more = Channels - onnx.Node.Input.Channels;
        return more == 0 ? x : onnx.Add("Pad", [x, OnnxStep.Integers(0, more / 2, 0, 0, 0, more - more / 2, 0, 0)]);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"ZeroPadShortcutBackward_{x.Key}_to_{y.Key}{(add ? "_Add" : "")}", $"Zero-padded shortcut {x.Display} → {y.Display}, backward.", $"ref float dy, ref float dx{x.SizeParameters}", code =>
            {
                if (!add) ClearKernel.Emit(code, isa, "dx", x);
                Pixels(code, isa, x, y, (source, target) =>
                {
                    string value = $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, {target}))";
                    code.Line($"{isa.Class}.StoreUnsafe({(add ? $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dx, {source})) + {value}" : value)}, ref Unsafe.Add(ref dx, {source}));");
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }

    private void Pixels(CodeWriter code, Isa isa, Map x, Map y, Action<string, string> body)
    {
        int before = (Channels - x.Planes) / 2;
        using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
        using (code.Block($"for (int row = 0; row < {y.Height}; row++)"))
        using (code.Block($"for (int column = 0; column < {y.Width}; column++)"))
        {
            for (int lane = 0; lane < Map.Pixel; lane += isa.Width)
            {
                string plus = lane == 0 ? "" : $" + {lane}";
                body(
                    $"plane * {x.PlaneStride} + row * {x.RowStride * StrideHeight} + column * {StrideWidth * Map.Pixel}{plus}",
                    $"(plane + {before}) * {y.PlaneStride} + row * {y.RowStride} + column * {Map.Pixel}{plus}");
            }
        }
    }
}
