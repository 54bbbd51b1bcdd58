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
            code.Line("// By the size alone, since below zero the difference would cancel.");
            code.Line($"var size = {isa.Class}.Abs(x);");
            code.Line($"var far = {isa.Constant(1)} - {isa.Constant(2)} / ({isa.Class}.Exp(size + size) + {isa.Constant(1)});");
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.LessThan(size, {isa.Constant(0.625)}), near, {isa.Class}.CopySign(far, x));");
        }, isa.Vector, hot: false);
    }

    /// <summary>exp x; returns the helper's name.</summary>
    public static string Exp(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        // .NET's polynomial is a unit off at 0, and the logarithm of a sum of which it is the largest term would be 1.2e−7 instead of 0.
        return kernels.Add("Exp", "exp x, and exactly 1 at 0. NaN survives.", $"{isa.Vector} x", code =>
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.Equals(x, {isa.Zero}), {isa.Constant(1)}, {isa.Class}.Exp(x));"), isa.Vector, hot: false);
    }

    /// <summary>exp x − 1; returns the helper's name.</summary>
    public static string Expm1(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        return kernels.Add("Expm1", "exp x − 1, to about two units in the last place: Taylor's series near zero, where the difference would cancel. NaN survives.", $"{isa.Vector} x", code =>
        {
            code.Line($"var near = {isa.Constant(1.0 / 40320)};");
            foreach (double factorial in new[] { 5040.0, 720, 120, 24, 6, 2 })
            {
                code.Line($"near = {isa.MultiplyAdd("near", "x", isa.Constant(1 / factorial))};");
            }
            code.Line($"near = {isa.MultiplyAdd("near * x", "x", "x")};");
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.LessThan({isa.Class}.Abs(x), {isa.Constant(0.5)}), near, {isa.Class}.Exp(x) - {isa.Constant(1)});");
        }, isa.Vector, hot: false);
    }

    /// <summary>log(1 + x); returns the helper's name.</summary>
    public static string Log1p(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        // The quotient undoes the rounding of 1 + x: W. Kahan's formula, in the manual of the HP-15C.
        return kernels.Add("Log1p", "log(1 + x) for x from −1 to 1, to a few units in the last place. NaN survives.", $"{isa.Vector} x", code =>
        {
            code.Line($"var one = {isa.Constant(1)};");
            code.Line("var sum = one + x;");
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.Equals(sum, one), x, {isa.Class}.Log(sum) * x / (sum - one));");
        }, isa.Vector, hot: false);
    }

    /// <summary>exp(−x²/2); returns the helper's name.</summary>
    public static string Gaussian(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        return kernels.Add("Gaussian", "exp(−x²/2), to a few units in the last place: what rounding takes from x² is made good. NaN survives.", $"{isa.Vector} x", code =>
        {
            code.Line("// Past 20 it is zero in any case, and squares stay finite.");
            code.Line($"var size = {isa.Class}.MinNative({isa.Constant(20)}, {isa.Class}.Abs(x));");
            code.Line("var square = size * size;");
            code.Line("// Dekker's product: twelve bits of a number have an exact square.");
            code.Line($"var high = (size.AsInt32() & {isa.Class}.Create(~0xFFF)).AsSingle();");
            code.Line("var low = size - high;");
            code.Line("var lost = high * high - square + (high + high) * low + low * low;");
            code.Line($"var e = {isa.Class}.Exp(square * {isa.Constant(-0.5)});");
            code.Line($"return {isa.MultiplyAdd("e", $"lost * {isa.Constant(-0.5)}", "e")};");
        }, isa.Vector, hot: false);
    }

    /// <summary>The normal distribution's Φ(x) = ½ + ½ erf(x/√2), given <see cref="Gaussian"/> of x; returns the helper's name.</summary>
    public static string NormalDistribution(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        // With u = 1/(1 + 0.3|x|): Φ(−|x|) = exp(−x²/2) · u · p(u), where p interpolates at Chebyshev's points down to Φ's underflow at −14.5.
        return kernels.Add("NormalDistribution", "Φ(x) = ½ + ½ erf(x/√2), to a few units in the last place, in both tails; from exp(−x²/2). NaN survives.", $"{isa.Vector} x, {isa.Vector} gaussian", code =>
        {
            code.Line($"var one = {isa.Constant(1)};");
            code.Line($"var u = one / {isa.MultiplyAdd($"{isa.Class}.Abs(x)", isa.Constant(0.3), "one")};");
            code.Line($"var p = {isa.Constant(-0.0209560242365)};");
            foreach (double coefficient in new[] { 0.114257452951, -0.232524407316, 0.197550584566, -0.0842134815164, 0.0987113823453, 0.077517901077, 0.110418411096, 0.119550431474, 0.119687747691 })
            {
                code.Line($"p = {isa.MultiplyAdd("p", "u", isa.Constant(coefficient))};");
            }
            code.Line("var tail = gaussian * u * p;");
            code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.GreaterThan(x, {isa.Zero}), one - tail, tail);");
        }, isa.Vector, hot: false);
    }
}
