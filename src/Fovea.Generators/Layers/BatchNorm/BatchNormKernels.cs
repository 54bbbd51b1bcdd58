using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>The passes of a batch normalisation over one chunk.</summary>
internal static class BatchNormKernels
{
    /// <summary>Each channel's mean and sum of squared deviations over the chunk's images: two passes, since the difference of large sums would lose digits.</summary>
    public static string Statistics(KernelSet kernels, Map x)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.Add($"BatchNormStatistics_{x.Key}", $"BatchNorm of {x.Display}: mean and Σ(x − mean)² of each channel, over pixels and used lanes.", $"ref float x, ref float statistics, int count{x.SizeParameters}", code =>
        {
            code.Line($"float perChannel = 1f / ({x.Height * x.Width} * count);");
            using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
            {
                code.Line("float mean = 0, squares = 0;");
                Lanes(code, isa, x, "var sum", isa.Zero, value => $"sum += {value};", "mean += {0};", "sum");
                code.Line("mean *= perChannel;");
                code.Line($"var center = {V}.Create(mean);");
                Lanes(code, isa, x, "var sum", isa.Zero, value => $"var d = {value} - center; sum = {isa.MultiplyAdd("d", "d", "sum")};", "squares += {0};", "sum");
                code.Line("Unsafe.Add(ref statistics, channel) = mean;");
                code.Line($"Unsafe.Add(ref statistics, channel + {x.Planes}) = squares;");
                code.Line($"x = ref Unsafe.Add(ref x, {x.PlaneStride});");
            }
        });

        static void Lanes(CodeWriter code, Isa isa, Map x, string variable, string start, Func<string, string> step, string end, string result)
        {
            using (code.Block(isa.Width < Map.Pixel ? $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})" : ""))
            {
                string lane = isa.Width < Map.Pixel ? "lane" : "0";
                code.Line($"{variable} = {start};");
                using (code.Block($"for (int i = {lane}; i < {x.PlaneStride}; i += {Map.Pixel})")) code.Line(step($"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i))"));
                string used = $"{isa.Class}.LessThan({isa.Class}<int>.Indices, {isa.Class}.Create(count{(lane == "0" ? "" : " - lane")})).AsSingle()";
                code.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, end, $"{isa.Class}.Sum({isa.Class}.ConditionalSelect({used}, {result}, {isa.Zero}))"));
            }
        }
    }

    /// <summary>y = (x − mean)/√(var + eps) · weight + bias, from the batch's statistics or the running ones.</summary>
    public static string Normalize(Step step, Map x, bool batch, bool affine, double eps)
    {
        Isa isa = step.Isa;
        string V = isa.Class;
        string after = step.Epilogue is Layer layer ? $", then {layer.Kind}" : "";
        string name = $"BatchNorm{(batch ? "Batch" : "Running")}_{x.Key}{(affine ? "" : "_NoAffine")}{(batch ? "" : $"_{EpsKey(eps)}")}{(after.Length > 0 ? "_" + step.EpilogueKey : "")}";
        string parameters = $"ref float x, ref float mean, ref float {(batch ? "inverse" : "variance")}{(affine ? ", ref float weight, ref float bias" : "")}, ref float y{x.SizeParameters}";
        return step.Kernels.Add(name, $"BatchNorm of {x.Display} with the {(batch ? "batch's" : "running")} statistics{after}: y = (x − mean)/√(var + eps){(affine ? " · weight + bias" : "")}.", parameters, code =>
        {
            using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
            {
                string inverse = batch ? "Unsafe.Add(ref inverse, channel)" : $"1f / MathF.Sqrt(Unsafe.Add(ref variance, channel) + {Isa.Literal(eps)})";
                code.Line($"float scale = {inverse}{(affine ? " * Unsafe.Add(ref weight, channel)" : "")};");
                code.Line($"var factor = {V}.Create(scale);");
                // (x − mean) first: folding the mean into the shift would lose digits where it is large.
                code.Line($"var center = {V}.Create(Unsafe.Add(ref mean, channel));");
                code.Line($"var shift = {(affine ? $"{V}.Create(Unsafe.Add(ref bias, channel))" : isa.Zero)};");
                using (code.Block($"for (int i = channel * {x.PlaneStride}; i < (channel + 1) * {x.PlaneStride}; i += {isa.Width})"))
                {
                    string value = isa.MultiplyAdd($"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "factor", "shift");
                    if (step.Epilogue is { } epilogue)
                    {
                        code.Line($"var value = {value};");
                        value = epilogue.Apply(isa, step.Kernels, "value");
                    }
                    code.Line($"{V}.StoreUnsafe({value}, ref Unsafe.Add(ref y, i));");
                }
            }
        });
    }

    /// <summary>Each channel's Σdy and Σdy·x̂, dy perhaps through the activation after it, of which y is the output.</summary>
    public static string GradientStatistics(KernelSet kernels, Map x, IPointwise? activation)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class, after = activation is Layer layer ? $" dy is taken through the {layer.Kind} after it." : "", y = activation is null ? "" : "ref float y, ";
        return kernels.Add($"BatchNormGradientStatistics_{x.Key}{(activation is null ? "" : "_" + activation.Key)}", $"BatchNorm of {x.Display}, backward: Σdy and Σdy·x̂ of each channel. Unused lanes have no gradient.{after}", $"ref float x, {y}ref float dy, ref float shared, ref float statistics{x.SizeParameters}", code =>
        {
            using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
            {
                code.Line($"var center = {V}.Create(Unsafe.Add(ref shared, channel));");
                code.Line($"var sum = {isa.Zero};");
                code.Line($"var product = {isa.Zero};");
                using (code.Block($"for (int i = channel * {x.PlaneStride}; i < (channel + 1) * {x.PlaneStride}; i += {isa.Width})"))
                {
                    code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i));");
                    if (activation is not null)
                    {
                        code.Line($"d = {activation.Differentiate(isa, kernels, $"{V}.LoadUnsafe(ref Unsafe.Add(ref y, i))", "d")};");
                        code.Line($"{V}.StoreUnsafe(d, ref Unsafe.Add(ref dy, i));");
                    }
                    code.Line("sum += d;");
                    code.Line($"product = {isa.MultiplyAdd("d", $"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "product")};");
                }
                code.Line($"Unsafe.Add(ref statistics, channel) = {V}.Sum(sum);");
                code.Line($"Unsafe.Add(ref statistics, channel + {x.Planes}) = {V}.Sum(product) * Unsafe.Add(ref shared, channel + {x.Planes});");
            }
        });
    }

    /// <summary>dx = weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)), nothing in unused lanes.</summary>
    public static string InputGradient(KernelSet kernels, Map x, bool affine, bool add)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.Add($"BatchNormInputGradient_{x.Key}{(affine ? "" : "_NoAffine")}{(add ? "_Add" : "")}", $"BatchNorm of {x.Display}, backward: dx {(add ? "+=" : "=")} weight/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)); nothing in unused lanes.", $"ref float x, ref float dy, ref float shared{(affine ? ", ref float weight" : "")}, ref float dx, int count{x.SizeParameters}", code =>
        {
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                string lane = isa.Width < Map.Pixel ? " + lane" : "";
                code.Line($"var used = {V}.LessThan({V}<int>.Indices, {V}.Create(count{lane.Replace('+', '-')})).AsSingle();");
                using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
                {
                    code.Line($"float inverse = Unsafe.Add(ref shared, channel + {x.Planes});");
                    code.Line($"var center = {V}.Create(Unsafe.Add(ref shared, channel));");
                    code.Line($"var meanGradient = {V}.Create(Unsafe.Add(ref shared, channel + {2 * x.Planes}));");
                    code.Line($"var slope = {V}.Create(-Unsafe.Add(ref shared, channel + {3 * x.Planes}) * inverse);");
                    code.Line($"var factor = {V}.Create(inverse{(affine ? " * Unsafe.Add(ref weight, channel)" : "")});");
                    using (code.Block($"for (int i = channel * {x.PlaneStride}{lane}; i < (channel + 1) * {x.PlaneStride}; i += {Map.Pixel})"))
                    {
                        code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i)) - meanGradient;");
                        code.Line($"d = {isa.MultiplyAdd($"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "slope", "d")} * factor;");
                        code.Line($"d = {V}.ConditionalSelect(used, d, {isa.Zero});");
                        code.Line($"{V}.StoreUnsafe({(add ? $"{V}.LoadUnsafe(ref Unsafe.Add(ref dx, i)) + d" : "d")}, ref Unsafe.Add(ref dx, i));");
                    }
                }
            }
        });
    }

    /// <summary>With running statistics there is nothing to share: dx = dy · weight/σ.</summary>
    public static string FrozenInputGradient(KernelSet kernels, Map x, bool affine, double eps, bool add)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.Add($"BatchNormFrozenInputGradient_{x.Key}_{EpsKey(eps)}{(affine ? "" : "_NoAffine")}{(add ? "_Add" : "")}", $"BatchNorm of {x.Display} with running statistics, backward: dx {(add ? "+=" : "=")} dy · weight/√(var + eps).", $"ref float dy, ref float variance{(affine ? ", ref float weight" : "")}, ref float dx{x.SizeParameters}", code =>
        {
            using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
            {
                code.Line($"var factor = {V}.Create(1f / MathF.Sqrt(Unsafe.Add(ref variance, channel) + {Isa.Literal(eps)}){(affine ? " * Unsafe.Add(ref weight, channel)" : "")});");
                using (code.Block($"for (int i = channel * {x.PlaneStride}; i < (channel + 1) * {x.PlaneStride}; i += {isa.Width})"))
                {
                    code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i)) * factor;");
                    code.Line($"{V}.StoreUnsafe({(add ? $"{V}.LoadUnsafe(ref Unsafe.Add(ref dx, i)) + d" : "d")}, ref Unsafe.Add(ref dx, i));");
                }
            }
        });
    }

    /// <summary>Trained weight and bias over running statistics.</summary>
    public static string FrozenStatisticsGradient(KernelSet kernels, Map x, double eps)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        return kernels.Add($"BatchNormFrozenWeightGradient_{x.Key}_{EpsKey(eps)}", $"BatchNorm of {x.Display} with running statistics: dweight += Σ dy · x̂, dbias += Σ dy.", $"ref float x, ref float dy, ref float mean, ref float variance, ref float dweight, ref float dbias{x.SizeParameters}", code =>
        {
            using (code.Block($"for (int channel = 0; channel < {x.Planes}; channel++)"))
            {
                code.Line($"var center = {V}.Create(Unsafe.Add(ref mean, channel));");
                code.Line($"var sum = {isa.Zero};");
                code.Line($"var product = {isa.Zero};");
                using (code.Block($"for (int i = channel * {x.PlaneStride}; i < (channel + 1) * {x.PlaneStride}; i += {isa.Width})"))
                {
                    code.Line($"var d = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i));");
                    code.Line("sum += d;");
                    code.Line($"product = {isa.MultiplyAdd("d", $"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - center", "product")};");
                }
                code.Line($"Unsafe.Add(ref dbias, channel) += {V}.Sum(sum);");
                code.Line($"Unsafe.Add(ref dweight, channel) += {V}.Sum(product) / MathF.Sqrt(Unsafe.Add(ref variance, channel) + {Isa.Literal(eps)});");
            }
        });
    }

    // Distinguishes kernels by a constant in their text.
    public static string EpsKey(double eps) => "Eps" + Isa.Literal(eps).Replace('.', '_').Replace("-", "m").Replace("+", "").TrimEnd('f');
}
