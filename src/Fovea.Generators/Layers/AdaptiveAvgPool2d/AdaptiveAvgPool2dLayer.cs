using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.AdaptiveAvgPool2d: the mean of each part.</summary>
internal record AdaptiveAvgPool2dLayer(int Height, int Width) : AdaptivePoolingLayer(Height, Width)
{
    public override string Kind => "AdaptiveAvgPool2d";

    public static Layer? Read(ArgumentReader arguments)
    {
        (int height, int width) = ReadSize(arguments);
        return new AdaptiveAvgPool2dLayer(height, width);
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add(Name("Forward", x, y), $"{Describe(x, y)}: y = Σ x / n over the part.", $"ref float x, ref float y{PixelLoop.Sizes(x, y)}", code =>
            Parts(code, isa, x, y, target =>
            {
                code.Line($"var sum = {isa.Zero};");
                Taps(code, isa, x, (source, _) => code.Line($"sum += {isa.Load("x", source)};"));
                code.Line(isa.Store($"sum * {isa.Class}.Create({Share(x)})", "y", target));
            }));
        step.Call(kernel, x.Reference, y.Reference);
    }

    protected override (string Pool, string Reduce) OnnxOperators => ("AveragePool", "ReduceMean");

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add(Name("Backward", x, y) + (add ? "_Add" : ""), $"{Describe(x, y)}, backward: each input of the part takes dy / n.", $"ref float dy, ref float dx{PixelLoop.Sizes(x, y)}", code =>
            {
                if (!add && !IsExact(x)) ClearKernel.Emit(code, isa, "dx", x);
                Parts(code, isa, x, y, target =>
                {
                    code.Line($"var share = {isa.Load("dy", target)} * {isa.Class}.Create({Share(x)});");
                    Taps(code, isa, x, (source, _) => PixelLoop.Write(code, isa, "dx", source, "share", add || !IsExact(x)));
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }
}
