using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>A loss that compares the output with as many numbers, one by one.</summary>
internal abstract record ElementwiseLoss(bool IsSum) : Loss(IsSum)
{
    public override bool TakesLabels => false;

    /// <summary>The formula of one term, for comments.</summary>
    protected abstract string Formula { get; }

    /// <summary>What sets it apart from another of its kind, for names of methods.</summary>
    protected virtual string Key => Kind;

    /// <summary>One term and its derivative, as expressions in the vectors <c>output</c> and <c>t</c>. May write lines before.</summary>
    protected abstract (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code);

    /// <summary>1, 0 or −1.</summary>
    protected static string Sign(Isa isa, string value) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.Equals({value}, {isa.Zero}), {isa.Zero}, {isa.Class}.CopySign({isa.Constant(1)}, {value}))";

    public override Size TargetSize(Shape output) => output.Length;

    /// <summary>The chunk's targets in lanes.</summary>
    public override Size Scratch(Shape output) => output.Length * Map.Pixel;

    public override void EmitPrepare(CodeWriter code, Shape output) => code.Line(IsSum ? "return 1f;" : "return (float)(1.0 / targets.Length);");

    public override void EmitEvaluate(KernelSet kernels, CodeWriter code, LossMaps maps)
    {
        Map output = maps.Output;
        Isa isa = kernels.Isa;
        string V = isa.Class;
        string kernel = kernels.Add($"{Key}_{output.Key}", $"{Kind} of {output.Display}: ℓ = {Formula}, and its derivative.",
            $"ref float y, ref float targets, ref float dy, int count, float scale{(output.IsConstant ? "" : ", int height, int width")}", body =>
        {
            body.Line("double loss = 0;");
            using (body.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                string lane = isa.Width < Map.Pixel ? " - lane" : "";
                body.Line("// Unused lanes count for nothing.");
                body.Line($"var used = {V}.LessThan({V}<int>.Indices, {V}.Create(count{lane})).AsSingle();");
                using (body.Block($"for (int i = {(lane.Length > 0 ? "lane" : "0")}; i < {output.Pixels * Map.Pixel}; i += {Map.Pixel})"))
                {
                    body.Line($"var output = {V}.LoadUnsafe(ref Unsafe.Add(ref y, i));");
                    body.Line($"var t = {V}.LoadUnsafe(ref Unsafe.Add(ref targets, i));");
                    (string term, string derivative) = Terms(kernels, body);
                    body.Line($"loss += {V}.Sum({V}.ConditionalSelect(used, {term}, {isa.Zero}));");
                    body.Line($"{V}.StoreUnsafe({V}.ConditionalSelect(used, {derivative} * {V}.Create(scale), {isa.Zero}), ref Unsafe.Add(ref dy, i));");
                }
            }
            body.Line("return loss * scale;");
        }, "double");
        if (!maps.IsSpread) code.Line($"Lanes.FromImages(ref targets, {maps.Scratch}, {output.Pixels}, chunk.Count);");
        else
        {
            code.Line($"ref float stretches = {maps.Scratch};");
            using (code.Block($"for (int plane = 0; plane < {output.PlaneStride * output.Planes}; plane += {output.PlaneStride})"))
            {
                code.Line($"Lanes.FromImages(ref Unsafe.Add(ref targets, plane), ref Unsafe.Add(ref stretches, plane), {output.Height * output.Width}, {Map.Pixel});");
            }
        }
        code.Line($"double loss = {kernel}({output.Reference}, {maps.Scratch}, {maps.Gradient.Reference}, {maps.Count}, scale{(output.IsConstant ? "" : ", height, width")});");
    }
}
