using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// What the normalisations of single images share: the mean and variance of each group of channels of one image, and so of one lane;
/// then a trained weight and bias for each channel, or for each number.
/// </summary>
internal abstract record ImageNormLayer(double Eps, bool Affine) : Layer
{
    public override string Prefix => "norm";

    public override LayerTraits Traits => LayerTraits.KeepsGradients;

    /// <summary>Into how many groups the channels are cut.</summary>
    protected abstract int Groups(int channels);

    /// <summary>Whether every number has a weight of its own, and not every channel.</summary>
    protected virtual bool WeighsNumbers => false;

    /// <summary>Two for each group: mean, and one over the deviation.</summary>
    public override Size Saved(Node node) => 2 * Groups(node.Input.Channels);

    /// <summary>Two for each group: the sums that its gradient needs.</summary>
    public override Size Scratch(Node node, bool training) => training ? 2 * Groups(node.Input.Channels) * Map.Pixel : 0;

    /// <summary>Weight and bias of the given shape, and the output.</summary>
    protected void Complete(Inference inference, int[] dimensions, string[] names)
    {
        if (Affine)
        {
            inference.AddTensor("weight", dimensions, names, Initialization.Fill(1));
            inference.AddTensor("bias", dimensions, names, Initialization.Fill(0));
        }
        inference.Output = inference.Input;
    }

    protected void WarnOfSingleNumbers(Inference inference, string what)
    {
        if ((inference.Input.Length / Groups(inference.Input.Channels)).Is(1))
        {
            inference.Report(Descriptors.NormOfSingleNumber, null, $"{what} of its input {inference.Input} is a single number, which is its own mean: the output does not depend on the input.");
        }
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string V = isa.Class;
        bool keep = step.Training;
        string kernel = step.Kernels.Add(
            Name("Forward", x) + $"_{Names.Part(Eps)}" + (keep ? "_Statistics" : ""),
            $"{Describe(x)}{(keep ? ", keeping the statistics" : "")}.\ny = (x − mean)/√(variance + {NetworkEmitter.Number(Eps)}){(Affine ? " · w + b" : "")}, image by image. Two passes, the second of which corrects the mean: Chan, Golub and LeVeque 1983.",
            $"ref float x{(Affine ? ", ref float w, ref float b" : "")}, ref float y{(keep ? ", ref float statistics" : "")}{x.SizeParameters}",
            code => ForGroups(code, isa, x, () =>
            {
                string part = Share(x);
                Sums(code, isa, x, ["sum"], (i, way) => code.Line($"sum{way} += {V}.LoadUnsafe(ref Unsafe.Add(ref x, {i}));"));
                code.Line($"var mean = sum * {V}.Create({part});");
                Sums(code, isa, x, ["apart", "squares"], (i, way) =>
                {
                    code.Line($"var d{way} = {V}.LoadUnsafe(ref Unsafe.Add(ref x, {i})) - mean;");
                    code.Line($"apart{way} += d{way};");
                    code.Line($"squares{way} = {isa.MultiplyAdd($"d{way}", $"d{way}", $"squares{way}")};");
                });
                code.Line($"apart *= {V}.Create({part});");
                code.Line("mean += apart;");
                code.Line($"var variance = {V}.MaxNative({isa.Zero}, squares * {V}.Create({part}) - apart * apart);");
                code.Line($"var inverse = {isa.Constant(1)} / {V}.Sqrt(variance + {isa.Constant(Eps)});");
                if (keep) StoreTwo(code, isa, "statistics", "mean", "inverse");
                ForNumbers(code, x, () =>
                {
                    if (Affine) code.Line($"var weight = inverse * {V}.Create(Unsafe.Add(ref w, unit));");
                    if (Affine) code.Line($"var bias = {V}.Create(Unsafe.Add(ref b, unit));");
                }, () =>
                {
                    string normal = $"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - mean";
                    code.Line($"{V}.StoreUnsafe({(Affine ? isa.MultiplyAdd(normal, "weight", "bias") : $"({normal}) * inverse")}, ref Unsafe.Add(ref y, i));");
                });
            }));
        step.Call(kernel, x.Reference, step.Weight("weight"), step.Weight("bias"), y.Reference, keep ? step.Saved : null);
    }

    // A group as one channel of an instance normalisation.
    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        Shape input = onnx.Node.Input;
        int groups = Groups(input.Channels);
        OnnxValue x = onnx.Input(), rows = onnx.Add("Reshape", [x, OnnxStep.Integers(0, groups, -1)]);
        OnnxValue normal = onnx.Add("InstanceNormalization", [rows, OnnxStep.Floats([groups], 1), OnnxStep.Floats([groups], 0)], OnnxStep.Attribute("epsilon", Eps));
        OnnxValue shape = input.IsVector ? OnnxStep.Integers(0, input.Channels) : input.IsConstant ? OnnxStep.Integers(0, input.Channels, input.Height.Value, input.Width.Value) : onnx.Add("Shape", [x]);
        OnnxValue y = onnx.Add("Reshape", [normal, shape]);
        if (!Affine) return y;
        int[] dimensions = WeighsNumbers || input.IsVector ? [] : [input.Channels, 1, 1];
        return onnx.Add("Add", [onnx.Add("Mul", [y, onnx.Tensor("weight", dimensions)]), onnx.Tensor("bias", dimensions)]);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        Isa isa = step.Isa;
        string V = isa.Class;
        bool trained = step.WeightGradient("weight") is not null;
        // The sums serve the input's gradient, and on the way those of weights that are trained.
        using (trained ? null : step.ForInputGradient())
        {
            string sums = step.Kernels.Add(
                Name("Sums", x) + (Affine && !trained ? "_Frozen" : ""),
                $"{Describe(x)}, backward: what is summed up, with n = (x − mean)/deviation.\n{(trained ? "dw += Σ dy · n, db += Σ dy, over images; for each image and group " : "")}Σ g and Σ g · n with g = {(Affine ? "w · dy" : "dy")}.",
                $"ref float x, ref float dy{(Affine ? ", ref float w" : "")}, ref float statistics, ref float sums{(trained ? ", ref float dw, ref float db" : "")}{x.SizeParameters}",
                code => ForGroups(code, isa, x, () =>
                {
                    LoadTwo(code, isa, "statistics", "mean", "inverse");
                    code.Line($"var sum = {isa.Zero};");
                    code.Line($"var dot = {isa.Zero};");
                    ForNumbers(code, x, () =>
                    {
                        code.Line($"var s = {isa.Zero};");
                        code.Line($"var d = {isa.Zero};");
                    }, () =>
                    {
                        code.Line($"var v = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i));");
                        code.Line("s += v;");
                        code.Line($"d = {isa.MultiplyAdd("v", $"{V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) - mean", "d")};");
                    }, () =>
                    {
                        code.Line("d *= inverse;");
                        if (trained)
                        {
                            code.Line($"Unsafe.Add(ref dw, unit) += {V}.Sum(d);");
                            code.Line($"Unsafe.Add(ref db, unit) += {V}.Sum(s);");
                        }
                        if (Affine) code.Line($"var weight = {V}.Create(Unsafe.Add(ref w, unit));");
                        code.Line($"sum = {(Affine ? isa.MultiplyAdd("s", "weight", "sum") : "sum + s")};");
                        code.Line($"dot = {(Affine ? isa.MultiplyAdd("d", "weight", "dot") : "dot + d")};");
                    });
                    StoreTwo(code, isa, "sums", "sum", "dot");
                }));
            step.Call(sums, x.Reference, dy.Reference, step.Weight("weight"), step.Saved, step.Scratch, step.WeightGradient("weight"), step.WeightGradient("bias"));
        }
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = step.Kernels.Add(
                Name("Backward", x) + (add ? "_Add" : ""),
                $"{Describe(x)}, backward: dx {(add ? "+=" : "=")} (g − mean of g − n · mean of g · n)/deviation with g = {(Affine ? "w · dy" : "dy")}, n = (x − mean)/deviation.",
                $"ref float x, ref float dy{(Affine ? ", ref float w" : "")}, ref float statistics, ref float sums, ref float dx{x.SizeParameters}",
                code => ForGroups(code, isa, x, () =>
                {
                    LoadTwo(code, isa, "statistics", "mean", "inverse");
                    LoadTwo(code, isa, "sums", "sum", "dot");
                    code.Line($"sum *= {V}.Create({Share(x)});");
                    code.Line($"dot *= {V}.Create({Share(x)}) * inverse;");
                    ForNumbers(code, x, () =>
                    {
                        if (Affine) code.Line($"var weight = {V}.Create(Unsafe.Add(ref w, unit));");
                    }, () =>
                    {
                        code.Line($"var g = {V}.LoadUnsafe(ref Unsafe.Add(ref dy, i)){(Affine ? " * weight" : "")} - sum;");
                        code.Line($"g = {isa.MultiplyAdd($"mean - {V}.LoadUnsafe(ref Unsafe.Add(ref x, i))", "dot", "g")};");
                        code.Line($"{V}.StoreUnsafe({(add ? isa.MultiplyAdd("g", "inverse", $"{V}.LoadUnsafe(ref Unsafe.Add(ref dx, i))") : "g * inverse")}, ref Unsafe.Add(ref dx, i));");
                    });
                }));
            step.Call(kernel, x.Reference, dy.Reference, step.Weight("weight"), step.Saved, step.Scratch, step.InputGradient().Reference);
        }
    }

    private string Name(string pass, Map x) => $"{Kind}{pass}_{x.Key}_g{Groups(x.Planes)}{(Affine ? "" : "_NoAffine")}";

    private string Describe(Map x) => $"{Kind} of {x.Display}{(Groups(x.Planes) > 1 ? $", {Groups(x.Planes)} groups" : "")}";

    // Pixels of one group, all planes counted.
    private Size GroupPixels(Map x) => x.Height * x.Width * (x.Planes / Groups(x.Planes));

    // Pixels that share a weight.
    private Size UnitPixels(Map x) => !Affine ? GroupPixels(x) : WeighsNumbers ? 1 : x.Height * x.Width;

    private string Share(Map x) => GroupPixels(x) is { IsConstant: true } pixels ? Isa.Literal(1.0 / pixels.Value) : $"1f / {GroupPixels(x)}";

    private void ForGroups(CodeWriter code, Isa isa, Map x, Action body)
    {
        using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
        using (code.Block($"for (int group = 0; group < {Groups(x.Planes)}; group++)"))
        {
            code.Line($"int first = group * {GroupPixels(x) * Map.Pixel}{(isa.Width < Map.Pixel ? " + lane" : "")};");
            body();
        }
    }

    // Sums over a group, in four parts where they divide it, which add up faster and lose less.
    private void Sums(CodeWriter code, Isa isa, Map x, string[] names, Action<string, int> term)
    {
        Size length = GroupPixels(x) * Map.Pixel;
        int ways = GroupPixels(x) is { IsConstant: true } pixels && pixels.Value % 4 == 0 ? 4 : 1;
        foreach (string name in names)
        {
            for (int way = 0; way < ways; way++) code.Line($"var {name}{way} = {isa.Zero};");
        }
        using (code.Block($"for (int i = first; i < first + {length}; i += {ways * Map.Pixel})"))
        {
            for (int way = 0; way < ways; way++) term(way == 0 ? "i" : $"i + {way * Map.Pixel}", way);
        }
        foreach (string name in names) code.Line($"var {name} = {(ways == 4 ? $"{name}0 + {name}1 + ({name}2 + {name}3)" : $"{name}0")};");
    }

    // Every pixel i of a group, in units that share a weight.
    private void ForNumbers(CodeWriter code, Map x, Action before, Action body, Action? after = null)
    {
        Size units = WeighsNumbers && Affine ? GroupPixels(x) : Affine ? x.Planes / Groups(x.Planes) : 1, length = UnitPixels(x) * Map.Pixel;
        code.Line("int start = first;");
        using (code.Block($"for (int unit = group * {units}; unit < (group + 1) * {units}; unit++)"))
        {
            before();
            using (code.Block($"for (int i = start; i < start + {length}; i += {Map.Pixel})")) body();
            after?.Invoke();
            code.Line($"start += {length};");
        }
    }

    private static void StoreTwo(CodeWriter code, Isa isa, string target, string one, string two)
    {
        code.Line($"{isa.Class}.StoreUnsafe({one}, ref Unsafe.Add(ref {target}, {Place(isa)}));");
        code.Line($"{isa.Class}.StoreUnsafe({two}, ref Unsafe.Add(ref {target}, {Place(isa)} + {Map.Pixel}));");
    }

    private static void LoadTwo(CodeWriter code, Isa isa, string source, string one, string two)
    {
        code.Line($"var {one} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {source}, {Place(isa)}));");
        code.Line($"var {two} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {source}, {Place(isa)} + {Map.Pixel}));");
    }

    private static string Place(Isa isa) => $"group * {2 * Map.Pixel}{(isa.Width < Map.Pixel ? " + lane" : "")}";
}
