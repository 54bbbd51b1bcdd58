namespace Fovea.Generators.Emission;

/// <summary>Functions of a vector that .NET has for numbers only, written into the emitted code where a layer needs them.</summary>
internal static class VectorFunctions
{
    /// <summary>tanh; returns the helper's name.</summary>
    public static string Tanh(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        // The rational approximation below 0.625 is that of the Cephes library (S. Moshier); above, tanh x = 1 − 2/(exp 2x + 1).
        return kernels.Add("Tanh", "tanh, to about two units in the last place: a polynomial near zero, else from exp. NaN survives.", $"{isa.Vector} x", code =>
        {
            code.Line($"var square = x * x;");
            code.Line($"var near = {isa.Constant(-5.70498872745e-3)};");
            foreach (double coefficient in new[] { 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1 })
            {
                code.Line($"near = {isa.MultiplyAdd("near", "square", isa.Constant(coefficient))};");
            }
            code.Line($"near = {isa.MultiplyAdd("near * square", "x", "x")};");
            code.Line($"var far = {isa.Constant(1)} - {isa.Constant(2)} / ({isa.Class}.Exp(x + x) + {isa.Constant(1)});");
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.LessThan({isa.Class}.Abs(x), {isa.Constant(0.625)}), near, far);");
        }, isa.Vector, hot: false);
    }
}
