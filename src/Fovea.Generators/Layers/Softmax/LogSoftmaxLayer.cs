using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.LogSoftmax over the features of a vector, or over the channels of each pixel.</summary>
internal sealed record LogSoftmaxLayer : OverChannelsLayer
{
    public override string Kind => "LogSoftmax";

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add($"LogSoftmaxForward_{x.Key}", $"LogSoftmax of {x.Display}, over channels: y[c] = x[c] − max − log Σ exp(x − max).", $"ref float x, ref float y{x.SizeParameters}", code =>
        {
            using (Pixels(code, x, isa))
            {
                code.Line($"var most = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i));");
                using (Channels(code, x, 1)) code.Line($"most = {isa.Class}.Max(most, {At(isa, "x")});");
                code.Line($"var sum = {isa.Zero};");
                using (Channels(code, x, 0)) code.Line($"sum += {VectorFunctions.Exp(step.Kernels)}({At(isa, "x")} - most);");
                code.Line($"var log = {isa.Class}.Log(sum);");
                using (Channels(code, x, 0)) code.Line($"{isa.Class}.StoreUnsafe({At(isa, "x")} - most - log, ref Unsafe.Add(ref y, c + i));");
            }
        });
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"LogSoftmaxBackward_{y.Key}{(add ? "_Add" : "")}", $"LogSoftmax of {y.Display}, backward: dx[c] {(add ? "+=" : "=")} dy[c] − exp(y[c]) · Σ dy.", $"ref float y, ref float dy, ref float dx{y.SizeParameters}", code =>
            {
                using (Pixels(code, y, isa))
                {
                    code.Line($"var sum = {isa.Zero};");
                    using (Channels(code, y, 0)) code.Line($"sum += {At(isa, "dy")};");
                    using (Channels(code, y, 0))
                    {
                        string value = $"{At(isa, "dy")} - {VectorFunctions.Exp(step.Kernels)}({At(isa, "y")}) * sum";
                        code.Line($"{isa.Class}.StoreUnsafe({(add ? $"{At(isa, "dx")} + ({value})" : value)}, ref Unsafe.Add(ref dx, c + i));");
                    }
                }
            });
            step.Call(kernel, y.Reference, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }
}
