using Fovea.Generators.Losses;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>
/// The passes, and for each vector width a type of kernels. A pass is calls of kernels, whatever the width: it is written once, for a type parameter
/// that the JIT replaces by the width's type. Where something in it does depend on the width, each width's type has its own.
/// </summary>
internal static class KernelEmitter
{
    // Members stand in a type in a namespace.
    private const int Depth = 2;

    public static void Emit(CodeWriter code, NetworkPlan plan)
    {
        string name = Names.Mangled(plan.Graph.Type), kernels = name + "_Kernels";
        KernelSet[] sets = [.. Isa.All.Select(isa => new KernelSet(isa))];
        Pass[] passes = [.. Passes(plan)];
        var texts = new CodeWriter[sets.Length][];
        // Nor have the widths.
        Parallel.For(0, sets.Length, i => texts[i] = [.. passes.Select(pass => Write(pass, plan, sets[i]))]);
        var numbers = new WidthNumbers();
        var shared = new List<CodeWriter>();
        List<CodeWriter>[] own = [.. sets.Select(_ => new List<CodeWriter>())];
        for (int pass = 0; pass < passes.Length; pass++)
        {
            CodeWriter[] all = [.. texts.Select(width => width[pass])];
            CodeWriter? united = numbers.Unite(all);
            if (united is not null) shared.Add(united);
            for (int i = 0; i < sets.Length; i++) own[i].Add(united is null ? Unbound(all[i]) : Forward(passes[pass], $"{name}_Passes<{name}_{sets[i].Isa.Name}>"));
            foreach (CodeWriter text in all)
            {
                if (text != united) text.Dispose();
            }
        }

        code.Line();
        code.Line("// What the passes call, and the numbers in them that differ with the width: N32_16_8 is 32 with vectors of 16 floats, 16 with 8, and 8 with 4.");
        using (code.Block($"file interface {kernels}"))
        {
            foreach (string number in numbers.Names) code.Line($"static abstract int {number} {{ get; }}");
            foreach (string kernel in sets[0].Called) code.Line($"static abstract {kernel};");
        }
        code.Line();
        code.Line($"// {plan.Graph.Type.Name} with the kernels of any vector width. {plan.Reason}");
        using (code.Block($"file static class {name}_Passes<K> where K : {kernels}")) Separated(code, shared);
        for (int i = 0; i < sets.Length; i++)
        {
            code.Line();
            code.Line($"// {plan.Graph.Type.Name} with vectors of {sets[i].Isa.Width} floats.");
            using (code.Block($"file readonly struct {name}_{sets[i].Isa.Name} : {kernels}"))
            {
                code.Line("private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;");
                code.Line();
                foreach ((string number, string value) in numbers.Of(i)) code.Line($"public static int {number} => {value};");
                if (numbers.Names.Any()) code.Line();
                Separated(code, own[i].Append(sets[i].Text));
            }
        }
    }

    private static IEnumerable<Pass> Passes(NetworkPlan plan)
    {
        const string Packing = "ref float parameters, ref float buffers, ref float packed", Packs = "ref parameters, ref buffers, ref packed";
        if (plan.Evaluation is { } evaluation) yield return new("void", "Evaluate", "in Chunk chunk", "in chunk", evaluation, emitter => emitter.EmitEvaluation("Evaluate"));
        if (plan.ImageEvaluation is { } image)
        {
            yield return new("void", "EvaluateImage", "in Chunk chunk", "in chunk", image, emitter => emitter.EmitEvaluation("EvaluateImage"));
            yield return new("void", "Pack", Packing, Packs, image, emitter => emitter.EmitPack());
        }
        if (plan.Training.PackedLength > 0) yield return new("void", "PackTraining", $"int part, {Packing}", $"part, {Packs}", plan.Training, emitter => emitter.EmitPackTraining());
        if (plan.Training.TensorGradients!.GatheredLength > 0) yield return new("void", "Unpack", "int part, ref float packedGradients, ref float gradients", "part, ref packedGradients, ref gradients", plan.Training, emitter => emitter.EmitUnpack());
        if (plan.Training.TensorGradients.DeferredLength > 0) yield return new("void", "AddDeferred", "int part, ref float deferred, int images, ref float gradients", "part, ref deferred, images, ref gradients", plan.Training, emitter => emitter.EmitDeferred());
        yield return new("void", "Forward", "int segment, in Chunk chunk", "segment, in chunk", plan.Training, null) { Segment = (emitter, name, segment) => emitter.EmitForward(name, segment) };
        yield return new("void", "Backward", "int segment, in Chunk chunk", "segment, in chunk", plan.Training, null) { Segment = (emitter, name, segment) => emitter.EmitBackward(name, segment) };
        if (plan.Graph.Loss?.Loss is { } loss) yield return new("double", "Evaluate", $"in Chunk chunk, ref {loss.TargetType} targets, float scale", "in chunk, ref targets, scale", plan.Training, emitter => emitter.EmitLoss(loss));
    }

    private static CodeWriter Write(Pass pass, NetworkPlan plan, KernelSet kernels)
    {
        var code = new CodeWriter(Depth);
        var emitter = new PassEmitter(plan, pass.Plan, kernels, code);
        using (code.Block($"public static {pass.Head}"))
        {
            if (pass.Body is { } body) body(emitter);
            // With a single segment it is the pass itself.
            else if (plan.Segments == 1) pass.Segment!(emitter, pass.Name, 0);
            else
            {
                using (code.Block("switch (segment)"))
                {
                    for (int segment = 0; segment < plan.Segments; segment++) code.Line($"case {segment}: {pass.Name}{segment}(in chunk); break;");
                }
            }
        }
        emitter.EmitMethods();
        if (pass.Segment is null || plan.Segments == 1) return code;
        for (int segment = 0; segment < plan.Segments; segment++)
        {
            code.Line();
            using (code.Block($"private static void {pass.Name}{segment}(in Chunk chunk)")) pass.Segment(emitter, $"{pass.Name}{segment}", segment);
            emitter.EmitMethods();
        }
        return code;
    }

    private static CodeWriter Forward(Pass pass, string passes)
    {
        var code = new CodeWriter(Depth);
        code.Line($"public static {pass.Head} => {passes}.{pass.Name}({pass.Arguments});");
        return code;
    }

    // In the width's own type the kernels are neighbours.
    private static CodeWriter Unbound(CodeWriter text)
    {
        var code = new CodeWriter();
        code.Raw(text.ToString().Replace(" " + KernelSet.Prefix, " "));
        return code;
    }

    private static void Separated(CodeWriter code, IEnumerable<CodeWriter> members)
    {
        bool first = true;
        foreach (CodeWriter member in members)
        {
            if (!first) code.Line();
            first = false;
            code.Take(member);
        }
    }

    /// <summary>A method that the program calls: its body, or one for each segment.</summary>
    private sealed record Pass(string Returns, string Name, string Parameters, string Arguments, PassPlan Plan, Action<PassEmitter>? Body)
    {
        public Action<PassEmitter, string, int>? Segment { get; init; }

        public string Head => $"{Returns} {Name}({Parameters})";
    }
}
