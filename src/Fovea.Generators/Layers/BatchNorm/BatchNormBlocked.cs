using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>
/// The passes of a batch normalisation over one image in blocks: what a channel has of its own is a vector. Kinds of numbers lie whole blocks apart.
/// Bound by memory, they are written once for all sizes and take (channels, plane): channels in whole blocks, and the floats of a plane.
/// </summary>
internal static class BatchNormBlocked
{
    // Pixels that the nearest cache holds for a second pass over them.
    private const int Stretch = 256;

    // Sums side by side, since an addition waits for the one before.
    private const int Chains = 4;

    /// <summary>Each channel's mean and sum of squared deviations over the image: of a stretch of pixels in two passes, added to those before (Chan, Golub and LeVeque, 1979).</summary>
    public static string Statistics(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.AddOnce($"BlockedBatchNormStatistics", $"BatchNorm: mean and Σ(x − mean)² of each channel over pixels.", "ref float x, ref float statistics, int channels, int plane", code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var mean{v} = {isa.Zero};");
            vectors.Line(v => $"var squares{v} = {isa.Zero};");
            using (code.Block($"for (int start = first; start < end; start += {Stretch * Map.Pixel})"))
            {
                code.Line($"int stop = Math.Min(start + {Stretch * Map.Pixel}, end), i = start;");
                code.Line($"float before = (start - first) / {Map.Pixel}, count = (stop - start + {Map.Pixel - 1}) / {Map.Pixel};");
                Sum("sum", (v, chain) => code.Line($"sum{v}_{chain} += {v.Pixel("x", chain)};"));
                vectors.Line(v => $"sum{v}_0 *= {V}.Create(1 / count);");
                code.Line("i = start;");
                Sum("square", (v, chain) =>
                {
                    code.Line($"var d{v}_{chain} = {v.Pixel("x", chain)} - sum{v}_0;");
                    code.Line($"square{v}_{chain} = {isa.MultiplyAdd($"d{v}_{chain}", $"d{v}_{chain}", $"square{v}_{chain}")};");
                });
                vectors.Line(v => $"var d{v} = sum{v}_0 - mean{v};");
                vectors.Line(v => $"mean{v} = {isa.MultiplyAdd($"d{v}", $"{V}.Create(count / (before + count))", $"mean{v}")};");
                vectors.Line(v => $"squares{v} += {isa.MultiplyAdd($"d{v} * d{v}", $"{V}.Create(before * count / (before + count))", $"square{v}_0")};");
            }
            vectors.Line(v => $"{V}.StoreUnsafe(mean{v}, ref Unsafe.Add(ref statistics, {v.Place(0)}));");
            vectors.Line(v => $"{V}.StoreUnsafe(squares{v}, ref Unsafe.Add(ref statistics, {v.Place(1)}));");

            // Over the stretch; the result is in the first chain.
            void Sum(string name, Action<Vector, int> add)
            {
                for (int chain = 0; chain < Chains; chain++) vectors.Line(v => $"var {name}{v}_{chain} = {isa.Zero};");
                using (code.Block($"for (; i + {(Chains - 1) * Map.Pixel} < stop; i += {Chains * Map.Pixel})"))
                {
                    for (int chain = 0; chain < Chains; chain++)
                    {
                        foreach (Vector v in vectors.All) add(v, chain);
                    }
                }
                using (code.Block($"for (; i < stop; i += {Map.Pixel})"))
                {
                    foreach (Vector v in vectors.All) add(v, 0);
                }
                vectors.Line(v => $"{name}{v}_0 = {string.Join(" + ", Enumerable.Range(0, Chains).Select(chain => $"{name}{v}_{chain}"))};");
            }
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

    /// <summary>Each channel's Σdy and Σdy·x̂, dy perhaps through the activation after it, of which y is the output.</summary>
    public static string GradientStatistics(KernelSet kernels, IPointwise? activation)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class, after = activation is Layer layer ? $" dy is taken through the {layer.Kind} after it." : "", y = activation is null ? "" : "ref float y, ";
        return kernels.AddOnce($"BlockedBatchNormGradientStatistics{(activation is null ? "" : "_" + activation.Key)}", $"BatchNorm, backward: Σdy and Σdy·x̂ of each channel.{after}", $"ref float x, {y}ref float dy, ref float shared, ref float statistics, int channels, int plane", code => Planes(code, isa, vectors =>
        {
            vectors.Line(v => $"var center{v} = {v.Channel("shared")};");
            vectors.Line(v => $"var sum{v} = {isa.Zero};");
            vectors.Line(v => $"var product{v} = {isa.Zero};");
            using (Pixels(code))
            {
                vectors.Line(v => $"var d{v} = {v.Pixel("dy")};");
                if (activation is not null)
                {
                    vectors.Line(v => $"d{v} = {activation.Differentiate(isa, kernels, v.Pixel("y"), $"d{v}")};");
                    vectors.Line(v => $"{V}.StoreUnsafe(d{v}, {v.PixelPlace("dy")});");
                }
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
            foreach (Vector vector in All) Code.Line(line(vector));
        }

        public IEnumerable<Vector> All
        {
            get
            {
                for (int i = 0; i < Count; i++) yield return new Vector(Isa, i);
            }
        }
    }

    private readonly record struct Vector(Isa Isa, int Index)
    {
        /// <summary>Where a number of its channels lies among those of some kind.</summary>
        public string Place(int kind) => $"channel{(Index == 0 ? "" : $" + {Index * Isa.Width}")}{(kind == 0 ? "" : kind == 1 ? " + channels" : $" + {kind} * channels")}";

        public string Channel(string numbers, int kind = 0) => $"{Isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {numbers}, {Place(kind)}))";

        /// <summary>The numbers of pixel i, or some after it.</summary>
        public string Pixel(string map, int after = 0) => $"{Isa.Class}.LoadUnsafe({PixelPlace(map, after)})";

        public string PixelPlace(string map, int after = 0) => $"ref Unsafe.Add(ref {map}, i{(Index + after == 0 ? "" : $" + {after * Map.Pixel + Index * Isa.Width}")})";

        public override string ToString() => Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
