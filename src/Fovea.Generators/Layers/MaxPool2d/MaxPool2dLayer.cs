using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.MaxPool2d: padding never wins, the first of equal maxima does, NaN wins over numbers.</summary>
internal sealed record MaxPool2dLayer(Window Window, bool CeilMode) : PoolingLayer(Window, CeilMode)
{
    public override string Kind => "MaxPool2d";

    public override string Prefix => "maxpool";

    public override LayerTraits Traits => LayerTraits.Nonlinear;

    public static Layer? Read(ArgumentReader arguments) => new MaxPool2dLayer(Window.Read(arguments, strideIsKernel: true), arguments.Flag("CeilMode", false));

    /// <summary>Which tap won.</summary>
    public override Size Saved(Node node) => node.Output.Length;

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string symbolic = x.IsConstant ? "" : ", int height, int width";
        string kernel = step.Training
            ? step.Kernels.Add($"MaxPool2dForward_{Key(x, y)}_Indices", $"MaxPool2d {Describe(x, y)}, keeping which tap won.\ny = max over the window; the first of equal ones wins, NaN wins over numbers.", $"ref float x, ref float y, ref float indices{symbolic}", code =>
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    code.Line($"var winner = {isa.Class}.Create({FirstTap(x, y)});");
                    Taps(code, x, y, (position, tap) =>
                    {
                        using (code.Block())
                        {
                            code.Line($"var value = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, {position}));");
                            code.Line($"var wins = {isa.Class}.GreaterThan(value, most) | ~{isa.Class}.Equals(value, value);");
                            code.Line($"most = {isa.Class}.ConditionalSelect(wins, value, most);");
                            code.Line($"winner = {isa.Class}.ConditionalSelect(wins.AsInt32(), {isa.Class}.Create({tap}), winner);");
                        }
                    });
                    code.Line($"{isa.Class}.StoreUnsafe(most, ref Unsafe.Add(ref y, target));");
                    code.Line($"{isa.Class}.StoreUnsafe(winner.AsSingle(), ref Unsafe.Add(ref indices, target));");
                }))
            : step.Kernels.Add($"MaxPool2dForward_{Key(x, y)}", $"MaxPool2d {Describe(x, y)}.\ny = max over the window. NaN survives.", $"ref float x, ref float y{symbolic}", code =>
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    Taps(code, x, y, (position, _) => code.Line($"most = {isa.Class}.Max(most, {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, {position})));"));
                    code.Line($"{isa.Class}.StoreUnsafe(most, ref Unsafe.Add(ref y, target));");
                }));
        step.Call(kernel, x.Reference, y.Reference, step.Training ? step.Saved : null);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        // Where windows neither overlap nor leave gaps, each input is written once and need not be cleared.
        bool exact = !add && IsInside(x, y) && Tiles(Window.Height, x.Height) && Tiles(Window.Width, x.Width);
        string symbolic = x.IsConstant ? "" : ", int height, int width";
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"MaxPool2dBackward_{Key(x, y)}{(add ? "_Add" : "")}", $"MaxPool2d {Describe(x, y)}, backward: the tap that won takes the gradient.", $"ref float dy, ref float indices, ref float dx{symbolic}", code =>
            {
                if (!exact && !add) ClearKernel.Emit(code, isa, "dx", x);
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var gradient = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, target));");
                    code.Line($"var winner = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref indices, target)).AsInt32();");
                    Taps(code, x, y, (position, tap) =>
                    {
                        string share = $"{isa.Class}.ConditionalSelect({isa.Class}.Equals(winner, {isa.Class}.Create({tap})).AsSingle(), gradient, {isa.Zero})";
                        string value = exact ? share : $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dx, {position})) + {share}";
                        code.Line($"{isa.Class}.StoreUnsafe({value}, ref Unsafe.Add(ref dx, {position}));");
                    });
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.Saved, step.InputGradient().Reference);
        }

        static bool Tiles(Extent extent, Size size) => extent.Stride == extent.Kernel && extent.Dilation == 1 && size.Value % extent.Kernel == 0;
    }

    // A window of nothing but −∞ gives its gradient to its first tap inside, as PyTorch does.
    private string FirstTap(Map x, Map y) => IsInside(x, y) ? "0" : $"top * {Window.Width.Kernel} + left";
}
