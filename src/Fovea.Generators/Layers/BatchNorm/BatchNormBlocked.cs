using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>
/// The passes of a batch normalisation over one image in blocks: what a channel has of its own is a vector. Kinds of numbers lie whole blocks apart.
/// Bound by memory, they are written once for all sizes and take (channels, plane): channels in whole blocks, and the floats of a plane.
/// </summary>
internal static class BatchNormBlocked
{
    /// <summary>Each channel's mean and sum of squared deviations over the image, in two passes.</summary>
    public static string Statistics(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormStatistics", $"BatchNorm: mean and Σ(x − mean)² of each channel over pixels.", "ref float x, ref float statistics, int channels, int plane", code => Planes(code, isa, at =>
        {
            code.Line($"var mean = {isa.Zero};");
            Pixels(code, () => code.Line($"mean += {V}.LoadUnsafe(ref Unsafe.Add(ref x, i));"));
            code.Line($"mean *= {V}.Create({Map.Pixel}f / plane);");
            code.Line($"var squares = {isa.Zero};");
            Pixels(code, () =>
            {
                code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - mean;");
                code.Line($"squares = {isa.MultiplyAdd("d", "d", "squares")};");
            });
            code.Line($"{V}.StoreUnsafe(mean, ref Unsafe.Add(ref statistics, {at(0)}));");
            code.Line($"{V}.StoreUnsafe(squares, ref Unsafe.Add(ref statistics, {at(1)}));");
        }));
    }

    /// <summary>y = (x − mean)/√(var + eps) · weight + bias, from the batch's statistics or the running ones.</summary>
    public static string Normalize(Step step, bool batch, bool affine, double eps)
    {
        Isa isa = step.Isa;
        string V = isa.Class, after = step.Epilogue is Layer layer ? $", then {layer.Kind}" : "";
        string name = $"BlockedBatchNorm{(batch ? "Batch" : "Running")}{(affine ? "" : "_NoAffine")}{(batch ? "" : "_" + BatchNormKernels.EpsKey(eps))}{(after.Length > 0 ? "_" + step.EpilogueKey : "")}";
        string parameters = $"ref float x, ref float mean, ref float {(batch ? "inverse" : "variance")}{(affine ? ", ref float weight, ref float bias" : "")}, ref float y, int channels, int plane";
        return step.Kernels.AddOnce(name, $"BatchNorm with the {(batch ? "batch's" : "running")} statistics{after}: y = (x − mean)/√(var + eps){(affine ? " · weight + bias" : "")}.", parameters, code => Planes(code, isa, at =>
        {
            string Channel(string name) => $"{V}.LoadUnsafe(ref Unsafe.Add(ref {name}, {at(0)}))";
            string inverse = batch ? Channel("inverse") : $"{isa.Constant(1)} / {V}.Sqrt({Channel("variance")} + {isa.Constant(eps)})";
            code.Line($"var factor = {inverse}{(affine ? $" * {Channel("weight")}" : "")};");
            code.Line($"var center = {Channel("mean")};");
            code.Line($"var shift = {(affine ? Channel("bias") : isa.Zero)};");
            Pixels(code, () =>
            {
                // (x − mean) first: folding the mean into the shift would lose digits where it is large.
                code.Line($"var value = {isa.MultiplyAdd($"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "factor", "shift")};");
                code.Line($"{V}.StoreUnsafe({step.Epilogue?.Apply(isa, step.Kernels, "value") ?? "value"}, ref Unsafe.Add(ref y, i));");
            });
        }));
    }

    /// <summary>Each channel's Σdy and Σdy·x̂.</summary>
    public static string GradientStatistics(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormGradientStatistics", $"BatchNorm, backward: Σdy and Σdy·x̂ of each channel.", "ref float x, ref float dy, ref float shared, ref float statistics, int channels, int plane", code => Planes(code, isa, at =>
        {
            code.Line($"var center = {V}.LoadUnsafe(ref Unsafe.Add(ref shared, {at(0)}));");
            code.Line($"var sum = {isa.Zero};");
            code.Line($"var product = {isa.Zero};");
            Pixels(code, () =>
            {
                code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i));");
                code.Line("sum += d;");
                code.Line($"product = {isa.MultiplyAdd("d", $"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "product")};");
            });
            code.Line($"{V}.StoreUnsafe(sum, ref Unsafe.Add(ref statistics, {at(0)}));");
            code.Line($"{V}.StoreUnsafe(product * {V}.LoadUnsafe(ref Unsafe.Add(ref shared, {at(1)})), ref Unsafe.Add(ref statistics, {at(1)}));");
        }));
    }

    /// <summary>dx = weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)).</summary>
    public static string InputGradient(KernelSet kernels, bool affine, bool add)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormInputGradient{(affine ? "" : "_NoAffine")}{(add ? "_Add" : "")}", $"BatchNorm, backward: dx {(add ? "+=" : "=")} weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)).", $"ref float x, ref float dy, ref float shared{(affine ? ", ref float weight" : "")}, ref float dx, int channels, int plane", code => Planes(code, isa, at =>
        {
            string Shared(int kind) => $"{V}.LoadUnsafe(ref Unsafe.Add(ref shared, {at(kind)}))";
            code.Line($"var inverse = {Shared(1)};");
            code.Line($"var center = {Shared(0)};");
            code.Line($"var meanGradient = {Shared(2)};");
            code.Line($"var slope = -{Shared(3)} * inverse;");
            code.Line($"var factor = inverse{(affine ? $" * {V}.LoadUnsafe(ref Unsafe.Add(ref weight, {at(0)}))" : "")};");
            Pixels(code, () =>
            {
                code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i)) - meanGradient;");
                code.Line($"d = {isa.MultiplyAdd($"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "slope", "d")} * factor;");
                code.Line($"{V}.StoreUnsafe({(add ? $"{V}.LoadUnsafe(ref Unsafe.Add(ref dx, i)) + d" : "d")}, ref Unsafe.Add(ref dx, i));");
            });
        }));
    }

    // For each vector of channels; the callback says where its numbers of each kind lie.
    private static void Planes(CodeWriter code, Isa isa, Action<Func<int, string>> body)
    {
        using (code.Block($"for (int channel = 0; channel < channels; channel += {isa.Width})"))
        {
            code.Line($"int first = channel / {Map.Pixel} * plane{(isa.Width < Map.Pixel ? $" + channel % {Map.Pixel}" : "")}, end = (channel / {Map.Pixel} + 1) * plane;");
            body(kind => kind == 0 ? "channel" : kind == 1 ? "channel + channels" : $"channel + {kind} * channels");
        }
    }

    private static void Pixels(CodeWriter code, Action body)
    {
        using (code.Block($"for (int i = first; i < end; i += {Map.Pixel})")) body();
    }
}
