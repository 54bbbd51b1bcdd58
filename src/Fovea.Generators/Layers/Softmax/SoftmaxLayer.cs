using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Softmax over the features of a vector, or over the channels of each pixel.</summary>
internal sealed record SoftmaxLayer : OverChannelsLayer
{
    public override string Kind => "Softmax";

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string symbolic = x.IsConstant ? "" : ", int height, int width";
        string kernel = step.Kernels.Add($"SoftmaxForward_{x.Key}", $"Softmax of {x.Display}, over channels: y[c] = exp(x[c] − max) / Σ exp(x − max).", $"ref float x, ref float y{symbolic}", code =>
        {
            using (Pixels(code, x, isa))
            {
                code.Line($"var most = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i));");
                using (Channels(code, x, 1)) code.Line($"most = {isa.Class}.Max(most, {At(isa, "x")});");
                code.Line($"var sum = {isa.Zero};");
                using (Channels(code, x, 0))
                {
                    code.Line($"var e = {isa.Class}.Exp({At(isa, "x")} - most);");
                    code.Line("sum += e;");
                    code.Line($"{isa.Class}.StoreUnsafe(e, ref Unsafe.Add(ref y, c + i));");
                }
                using (Channels(code, x, 0)) code.Line($"{isa.Class}.StoreUnsafe({At(isa, "y")} / sum, ref Unsafe.Add(ref y, c + i));");
            }
        });
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        string symbolic = y.IsConstant ? "" : ", int height, int width";
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"SoftmaxBackward_{y.Key}{(add ? "_Add" : "")}", $"Softmax of {y.Display}, backward: dx[c] {(add ? "+=" : "=")} y[c] · (dy[c] − Σ y · dy).", $"ref float y, ref float dy, ref float dx{symbolic}", code =>
            {
                using (Pixels(code, y, isa))
                {
                    code.Line($"var sum = {isa.Zero};");
                    using (Channels(code, y, 0)) code.Line($"sum = {isa.MultiplyAdd(At(isa, "y"), At(isa, "dy"), "sum")};");
                    using (Channels(code, y, 0))
                    {
                        string value = $"{At(isa, "y")} * ({At(isa, "dy")} - sum)";
                        code.Line($"{isa.Class}.StoreUnsafe({(add ? $"{At(isa, "dx")} + {value}" : value)}, ref Unsafe.Add(ref dx, c + i));");
                    }
                }
            });
            step.Call(kernel, y.Reference, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }
}
