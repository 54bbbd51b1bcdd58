using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Linear: y = W·x + b with a weight of [out, in].</summary>
internal sealed partial record LinearLayer(int Features, bool Bias, int? In) : Layer, ITakesEpilogue
{
    public override string Kind => "Linear";

    public override LayerTraits Traits => LayerTraits.Weighted | LayerTraits.Mixing | LayerTraits.SeesEverything;

    public static Layer? Read(ArgumentReader arguments) => new LinearLayer(
        arguments.Positive("features"), arguments.Flag("Bias", true), arguments.Has("In") ? arguments.Positive("In") : null);

    public override IEnumerable<string> TensorNames => Bias ? ["weight", "bias"] : ["weight"];

    public override void Infer(Inference inference)
    {
        if (!inference.RequireVector()) return;
        int inputs = inference.Input.Channels;
        if (In is { } expected && expected != inputs)
        {
            inference.Report(Descriptors.ExpectationFails, "In", $"In = {expected} is expected, and its input has {inputs} features.", new FixHint("in", inputs.ToString()));
            return;
        }
        double bound = 1 / Math.Sqrt(inputs);
        inference.AddTensor("weight", [Features, inputs], ["out", "in"], Initialization.Uniform(bound));
        if (Bias) inference.AddTensor("bias", [Features], ["out"], Initialization.Uniform(bound));
        inference.MultiplyAdds = (long)inputs * Features;
        inference.Field = new ReceptiveField(ReceptiveExtent.Whole(inference.NetworkInput.Height), ReceptiveExtent.Whole(inference.NetworkInput.Width));
        inference.Output = Shape.Vector(Features);
    }

    public override void EmitForward(Step step)
    {
        int inputs = step.Node.Input.Channels;
        string activation = step.Epilogue is Layer after ? after.Kind : "";
        string kernel = step.Kernels.Add(
            $"LinearForward_{inputs}_to_{Features}{(Bias ? "" : "_NoBias")}{(activation.Length > 0 ? "_" + activation : "")}",
            $"Linear {inputs} → {Features}{(activation.Length > 0 ? ", then " + activation : "")}.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[o, i] · x[i]. Sixteen images to a vector, a tile of outputs in registers.",
            $"ref float x, ref float w{(Bias ? ", ref float b" : "")}, ref float y",
            code => EmitTiles(code, step.Kernels, Features, (planes, plane) =>
                Products(code, step.Kernels, inputs, planes, plane, "y", 1, inputs, IsFar(inputs), Bias, false, step.Epilogue)));
        step.Call(kernel, step.Input().Reference, step.Weight("weight"), step.Weight("bias"), step.Output.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) =>
        onnx.Add("Gemm", [onnx.Input(), onnx.Tensor("weight"), onnx.Tensor("bias")], OnnxStep.Attribute("transB", 1));

    public override void EmitBackward(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.Deferred is { } place)
        {
            step.Code.Line($"Lanes.ToRows({x.Reference}, {Isa.At("chunk.Deferred", place)}, {inputs}, {step.DeferredLength});");
            step.Code.Line($"Lanes.ToRows({dy.Reference}, {Isa.At("chunk.Deferred", place + Stride(step.Node))}, {Features}, {step.DeferredLength});");
        }
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = step.Kernels.Add(
                $"LinearInputGradient_{inputs}_to_{Features}{(add ? "_Add" : "")}",
                $"Linear {inputs} → {Features}: gradient of the input.\ndx[i] {(add ? "+=" : "=")} Σ w[o, i] · dy[o], over o.",
                "ref float x, ref float w, ref float y",
                code => EmitTiles(code, step.Kernels, inputs, (planes, plane) =>
                    Products(code, step.Kernels, Features, planes, plane, "y", inputs, 1, IsFar(inputs), bias: false, add, null)));
            step.Call(kernel, dy.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    private bool IsFar(int inputs) => (long)inputs * Features >= PackedConvolution.FarWeights;

    private static void EmitTiles(CodeWriter code, KernelSet kernels, int total, Action<int, string> tile)
    {
        // More streams of weights than this outrun the prefetcher.
        const int MostPlanes = 16;
        Isa isa = kernels.Isa;
        int planes = Tile.Best(total, 1, isa.Registers, MostPlanes).Planes;
        int full = total / planes, rest = total % planes;
        using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
        {
            if (full > 0)
            {
                using (code.Block(full > 1 ? $"for (int plane = 0; plane < {full * planes}; plane += {planes})" : "")) tile(planes, full > 1 ? "plane" : "0");
            }
            if (rest > 0)
            {
                using (code.Block()) tile(rest, $"{full * planes}");
            }
        }
    }

    // target[plane + p] = Σ over i of w[plane + p, i] · x[i], for p < planes, with the weight's two strides.
    private static void Products(CodeWriter code, KernelSet kernels, int terms, int planes, string plane, string target, int weightTermStride, int weightPlaneStride, bool isFar, bool bias, bool add, IPointwise? epilogue)
    {
        Isa isa = kernels.Isa;
        string lane = isa.Width < Map.Pixel ? "lane" : "0";
        // Where few outputs leave the FMA units waiting, the sum is cut into independent parts.
        int parts = planes >= 8 ? 1 : Math.Min(terms, 8 / planes);
        int rounds = terms / parts;
        bool asks = isFar && parts == 1;
        code.Line($"ref float target = ref Unsafe.Add(ref {target}, {(plane == "0" ? lane : $"{plane} * {Map.Pixel} + {lane}")});");
        code.Line($"ref float source = ref Unsafe.Add(ref x, {lane});");
        code.Line($"ref float weight = ref Unsafe.Add(ref w, {(plane == "0" || weightPlaneStride == 1 ? plane : $"{plane} * {weightPlaneStride}")});");
        // A line or less of the next tile's weights for each term.
        if (asks) code.Line($"ref float next = ref Unsafe.Add(ref weight, {(weightPlaneStride == 1 ? 2 * planes - 1 : (long)planes * weightPlaneStride)});");
        for (int part = 0; part < parts; part++)
        {
            for (int p = 0; p < planes; p++)
            {
                string start = part > 0 ? isa.Zero : bias ? $"{isa.Class}.Create(Unsafe.Add(ref b, {plane}{(p == 0 ? "" : $" + {p}")}))" : add ? isa.Load("target", (long)p * Map.Pixel) : isa.Zero;
                code.Line($"var a{part}_{p} = {start};");
            }
        }
        if (rounds > 0)
        {
            using (code.Block($"for (int i = 0; i < {rounds}; i++)"))
            {
                if (asks)
                {
                    code.Line("Blocks.Prefetch(ref next);");
                    code.Line($"next = ref Unsafe.Add(ref next, {(weightPlaneStride == 1 ? weightTermStride : planes)});");
                }
                for (int part = 0; part < parts; part++) Term(part, part);
                code.Line($"source = ref Unsafe.Add(ref source, {parts * Map.Pixel});");
                code.Line($"weight = ref Unsafe.Add(ref weight, {parts * weightTermStride});");
            }
        }
        for (int term = rounds * parts; term < terms; term++) Term(term - rounds * parts, term - rounds * parts);
        for (int p = 0; p < planes; p++)
        {
            string sum = string.Join(" + ", Enumerable.Range(0, parts).Select(part => $"a{part}_{p}"));
            if (epilogue is not null && parts > 1)
            {
                code.Line($"a0_{p} = {sum};");
                sum = $"a0_{p}";
            }
            code.Line(isa.Store(epilogue is null ? sum : epilogue.Apply(isa, kernels, sum), "target", (long)p * Map.Pixel));
        }

        void Term(int part, int offset)
        {
            using (code.Block())
            {
                code.Line($"var value = {isa.Load("source", (long)offset * Map.Pixel)};");
                for (int p = 0; p < planes; p++)
                {
                    code.Line($"a{part}_{p} = {isa.MultiplyAdd("value", isa.Broadcast("weight", (long)p * weightPlaneStride + (long)offset * weightTermStride), $"a{part}_{p}")};");
                }
            }
        }
    }
}
