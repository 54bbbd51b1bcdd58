using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.AdaptiveMaxPool2d: the first of equal maxima wins, NaN wins over numbers.</summary>
internal record AdaptiveMaxPool2dLayer(int Height, int Width) : AdaptivePoolingLayer(Height, Width)
{
    public override string Kind => "AdaptiveMaxPool2d";

    public override LayerTraits Traits => base.Traits | LayerTraits.Nonlinear;

    public static Layer? Read(ArgumentReader arguments)
    {
        (int height, int width) = ReadSize(arguments);
        return new AdaptiveMaxPool2dLayer(height, width);
    }

    /// <summary>Which input won.</summary>
    public override Size Saved(Node node) => node.Output.Length;

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Keeps
            ? step.Kernels.Add(Name("Forward", x, y) + "_Indices", $"{Describe(x, y)}, keeping which input won.\ny = max over the part; the first of equal ones wins, NaN wins over numbers.", $"ref float x, ref float y, ref float indices{PixelLoop.Sizes(x, y)}", code =>
                Parts(code, isa, x, y, target =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    // A part of nothing but −∞ gives its gradient to its first input, as PyTorch does.
                    code.Line($"var winner = {isa.Class}.Create({FirstTap(isa, x)});");
                    Taps(code, isa, x, (source, tap) =>
                    {
                        code.Line($"var value = {isa.Load("x", source)};");
                        code.Line($"var wins = {isa.Class}.GreaterThan(value, most) | ~{isa.Class}.Equals(value, value);");
                        code.Line($"most = {isa.Class}.ConditionalSelect(wins, value, most);");
                        code.Line($"winner = {isa.Class}.ConditionalSelect(wins.AsInt32(), {isa.Class}.Create({tap}), winner);");
                    });
                    code.Line(isa.Store("most", "y", target));
                    code.Line(isa.Store("winner.AsSingle()", "indices", target));
                }))
            : step.Kernels.Add(Name("Forward", x, y), $"{Describe(x, y)}: y = max over the part. NaN survives.", $"ref float x, ref float y{PixelLoop.Sizes(x, y)}", code =>
                Parts(code, isa, x, y, target =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    Taps(code, isa, x, (source, _) => code.Line($"most = {isa.Class}.Max(most, {isa.Load("x", source)});"));
                    code.Line(isa.Store("most", "y", target));
                }));
        step.Call(kernel, x.Reference, y.Reference, step.Keeps ? step.Saved : null);
    }

    protected override (string Pool, string Reduce) OnnxOperators => ("MaxPool", "ReduceMax");

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add(Name("Backward", x, y) + (add ? "_Add" : ""), $"{Describe(x, y)}, backward: the input that won takes the gradient.", $"ref float dy, ref float indices, ref float dx{PixelLoop.Sizes(x, y)}", code =>
            {
                if (!add && !IsExact(x)) ClearKernel.Emit(code, isa, "dx", x);
                Parts(code, isa, x, y, target =>
                {
                    code.Line($"var gradient = {isa.Load("dy", target)};");
                    code.Line($"var winner = {isa.Load("indices", target)}.AsInt32();");
                    Taps(code, isa, x, (source, tap) => PixelLoop.Write(
                        code, isa, "dx", source, $"{isa.Class}.ConditionalSelect({isa.Class}.Equals(winner, {isa.Class}.Create({tap})).AsSingle(), gradient, {isa.Zero})", add || !IsExact(x)));
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.Saved, step.InputGradient().Reference);
        }
    }
}
