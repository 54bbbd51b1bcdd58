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
        return kernels.AddOnce($"BlockedBatchNormStatistics", $"BatchNorm: mean and Σ(x − mean)² of each channel over pixels.", "ref float x, ref float statistics, int channels, int plane", code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var mean{v} = {isa.Zero};");
            using (Pixels(code)) vectors.Line(v => $"mean{v} += {v.Pixel("x")};");
            vectors.Line(v => $"mean{v} *= {V}.Create({Map.Pixel}f / plane);");
            vectors.Line(v => $"var squares{v} = {isa.Zero};");
            using (Pixels(code))
            {
                vectors.Line(v => $"var d{v} = {v.Pixel("x")} - mean{v};");
                vectors.Line(v => $"squares{v} = {isa.MultiplyAdd($"d{v}", $"d{v}", $"squares{v}")};");
            }
            vectors.Line(v => $"{V}.StoreUnsafe(mean{v}, ref Unsafe.Add(ref statistics, {v.Place(0)}));");
            vectors.Line(v => $"{V}.StoreUnsafe(squares{v}, ref Unsafe.Add(ref statistics, {v.Place(1)}));");
        }));
    }

    /// <summary>y = (x − mean)/√(var + eps) · weight + bias, from the batch's statistics or the running ones.</summary>
    public static string Normalize(Step step, bool batch, bool affine, double eps)
    {
        Isa isa = step.Isa;
        string V = isa.Class, after = step.Epilogue is Layer layer ? $", then {layer.Kind}" : "";
        string name = $"BlockedBatchNorm{(batch ? "Batch" : "Running")}{(affine ? "" : "_NoAffine")}{(batch ? "" : "_" + BatchNormKernels.EpsKey(eps))}{(after.Length > 0 ? "_" + step.EpilogueKey : "")}";
        string parameters = $"ref float x, ref float mean, ref float {(batch ? "inverse" : "variance")}{(affine ? ", ref float weight, ref float bias" : "")}, ref float y, int channels, int plane";
        return step.Kernels.AddOnce(name, $"BatchNorm with the {(batch ? "batch's" : "running")} statistics{after}: y = (x − mean)/√(var + eps){(affine ? " · weight + bias" : "")}.", parameters, code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var factor{v} = {(batch ? v.Channel("inverse") : $"{isa.Constant(1)} / {V}.Sqrt({v.Channel("variance")} + {isa.Constant(eps)})")}{(affine ? $" * {v.Channel("weight")}" : "")};");
            vectors.Line(v => $"var center{v} = {v.Channel("mean")};");
            vectors.Line(v => $"var shift{v} = {(affine ? v.Channel("bias") : isa.Zero)};");
            using (Pixels(code))
            {
                // (x − mean) first: folding the mean into the shift would lose digits where it is large.
                vectors.Line(v => $"var value{v} = {isa.MultiplyAdd($"{v.Pixel("x")} - center{v}", $"factor{v}", $"shift{v}")};");
                vectors.Line(v => $"{V}.StoreUnsafe({step.Epilogue?.Apply(isa, step.Kernels, $"value{v}") ?? $"value{v}"}, {v.PixelPlace("y")});");
            }
        }));
    }

    /// <summary>Each channel's Σdy and Σdy·x̂.</summary>
    public static string GradientStatistics(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormGradientStatistics", $"BatchNorm, backward: Σdy and Σdy·x̂ of each channel.", "ref float x, ref float dy, ref float shared, ref float statistics, int channels, int plane", code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var center{v} = {v.Channel("shared")};");
            vectors.Line(v => $"var sum{v} = {isa.Zero};");
            vectors.Line(v => $"var product{v} = {isa.Zero};");
            using (Pixels(code))
            {
                vectors.Line(v => $"var d{v} = {v.Pixel("dy")};");
                vectors.Line(v => $"sum{v} += d{v};");
                vectors.Line(v => $"product{v} = {isa.MultiplyAdd($"d{v}", $"{v.Pixel("x")} - center{v}", $"product{v}")};");
            }
            vectors.Line(v => $"{V}.StoreUnsafe(sum{v}, ref Unsafe.Add(ref statistics, {v.Place(0)}));");
            vectors.Line(v => $"{V}.StoreUnsafe(product{v} * {v.Channel("shared", 1)}, ref Unsafe.Add(ref statistics, {v.Place(1)}));");
        }));
    }

    /// <summary>dx = weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)).</summary>
    public static string InputGradient(KernelSet kernels, bool affine, bool add)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormInputGradient{(affine ? "" : "_NoAffine")}{(add ? "_Add" : "")}", $"BatchNorm, backward: dx {(add ? "+=" : "=")} weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)).", $"ref float x, ref float dy, ref float shared{(affine ? ", ref float weight" : "")}, ref float dx, int channels, int plane", code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var inverse{v} = {v.Channel("shared", 1)};");
            vectors.Line(v => $"var center{v} = {v.Channel("shared")};");
            vectors.Line(v => $"var meanGradient{v} = {v.Channel("shared", 2)};");
            vectors.Line(v => $"var slope{v} = -{v.Channel("shared", 3)} * inverse{v};");
            vectors.Line(v => $"var factor{v} = inverse{v}{(affine ? $" * {v.Channel("weight")}" : "")};");
            using (Pixels(code))
            {
                vectors.Line(v => $"var d{v} = {v.Pixel("dy")} - meanGradient{v};");
                vectors.Line(v => $"d{v} = {isa.MultiplyAdd($"{v.Pixel("x")} - center{v}", $"slope{v}", $"d{v}")} * factor{v};");
                vectors.Line(v => $"{V}.StoreUnsafe({(add ? $"{v.Pixel("dx")} + d{v}" : $"d{v}")}, {v.PixelPlace("dx")});");
            }
        }));
    }

    // For each two vectors of channels, or the one that a block is: so a line of memory is read at once, and sums do not wait for each other.
    private static void Planes(CodeWriter code, Isa isa, Action<Vectors> body)
    {
        int count = isa.VectorsOfLine, width = count * isa.Width;
        using (code.Block($"for (int channel = 0; channel < channels; channel += {width})"))
        {
            code.Line($"int first = channel / {Map.Pixel} * plane{(width < Map.Pixel ? $" + channel % {Map.Pixel}" : "")}, end = (channel / {Map.Pixel} + 1) * plane;");
            body(new Vectors(code, isa, count));
        }
    }

    private static CodeWriter.Scope Pixels(CodeWriter code) => code.Block($"for (int i = first; i < end; i += {Map.Pixel})");

    private readonly record struct Vectors(CodeWriter Code, Isa Isa, int Count)
    {
        /// <summary>Writes a line for each.</summary>
        public void Line(Func<Vector, string> line)
        {
            for (int i = 0; i < Count; i++) Code.Line(line(new Vector(Isa, i)));
        }
    }

    private readonly record struct Vector(Isa Isa, int Index)
    {
        /// <summary>Where a number of its channels lies among those of some kind.</summary>
        public string Place(int kind) => $"channel{(Index == 0 ? "" : $" + {Index * Isa.Width}")}{(kind == 0 ? "" : kind == 1 ? " + channels" : $" + {kind} * channels")}";

        public string Channel(string numbers, int kind = 0) => $"{Isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {numbers}, {Place(kind)}))";

        public string Pixel(string map) => $"{Isa.Class}.LoadUnsafe({PixelPlace(map)})";

        public string PixelPlace(string map) => $"ref Unsafe.Add(ref {map}, i{(Index == 0 ? "" : $" + {Index * Isa.Width}")})";

        public override string ToString() => Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
