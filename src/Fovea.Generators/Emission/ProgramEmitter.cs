using Fovea.Generators.Graphs;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>The network's passes: a nested struct that the engine drives, and for each vector width a class of kernels.</summary>
internal static class ProgramEmitter
{
    public static void EmitProgram(CodeWriter code, NetworkPlan plan)
    {
        NetworkGraph graph = plan.Graph;
        string kernels = "global::Fovea.Generated." + Names.Mangled(graph.Type);
        string loss = graph.Loss is { } declared ? $", global::Fovea.Kernels.ILanesLoss<{declared.Loss.TargetType}>" : "";
        const string Chunk = "in global::Fovea.Kernels.Chunk chunk", Barrier = "in global::Fovea.Kernels.Barrier barrier";

        code.Line("// What the engine drives: sizes, and the passes over a chunk of sixteen images, for the widest vectors that this machine has.");
        using (code.Block($"private readonly struct FoveaProgram : global::Fovea.Kernels.ILanesProgram{loss}"))
        {
            code.Lines($$"""
                public static int InputLength => {{graph.Input!.Length}};
                public static int OutputLength => {{graph.OutputShape!.Length}};
                public static int ParameterLength => {{graph.ParameterLength}};
                public static int BufferLength => {{graph.BufferLength}};
                public static global::Fovea.Kernels.ArenaLayout Evaluation => new({{plan.Evaluation.Length}}, {{plan.Evaluation.Values[0]}}, {{Last(plan.Evaluation.Values)}});
                public static global::Fovea.Kernels.ArenaLayout Training => new({{plan.Training.Length}}, {{plan.Training.Values[0]}}, {{Last(plan.Training.Values)}}, {{plan.Training.Gradients[0]}}, {{Last(plan.Training.Gradients)}});
                public static int GradientPartitions => {{plan.GradientPartitions}};
                public static int Segments => 1;
                public static int StatisticsLength => 0;
                public static int SharedLength => 0;
                """);
            code.Line();
            using (code.Block("public static void Initialize(int seed, global::System.Span<float> parameters, global::System.Span<float> buffers)"))
            {
                code.Line("var initializer = new global::Fovea.Initializer(seed);");
                foreach (Tensor tensor in graph.Tensors)
                {
                    string slice = $"{(tensor.Trainable ? "parameters" : "buffers")}.Slice({tensor.Offset}, {tensor.Length})";
                    code.Line(tensor.Initialization.Bound > 0
                        ? $"initializer.Uniform({slice}, {NetworkEmitter.Number(tensor.Initialization.Bound)}); // {tensor.FullName}"
                        : $"initializer.Constant({slice}, {Isa.Literal(tensor.Initialization.Constant)}); // {tensor.FullName}");
                }
            }
            code.Line();
            Dispatch(code, kernels, "void", "Evaluate", Chunk, "in chunk");
            code.Line();
            Dispatch(code, kernels, "void", "Forward", $"int segment, {Chunk}", "in chunk");
            code.Line();
            Dispatch(code, kernels, "void", "Backward", $"int segment, {Chunk}", "in chunk");
            code.Line();
            code.Line($"public static void ForwardBarrier(int segment, {Barrier}) {{ }}");
            code.Line($"public static void BackwardBarrier(int segment, {Barrier}) {{ }}");
            if (graph.Loss is not { } node) return;
            code.Line();
            code.Line($"public static int TargetLength => {node.TargetLength};");
            code.Line();
            code.Line($"public static float Prepare(global::System.ReadOnlySpan<{node.Loss.TargetType}> targets) => {kernels}_Loss.Prepare(targets);");
            code.Line();
            Dispatch(code, kernels, "double", "Evaluate", $"{Chunk}, ref {node.Loss.TargetType} targets, float scale", "in chunk, ref targets, scale");
        }
    }

    public static void EmitKernels(CodeWriter code, NetworkPlan plan)
    {
        NetworkGraph graph = plan.Graph;
        using (code.Block("namespace Fovea.Generated"))
        {
            // Inside the namespace, so that no type of the user's can come between.
            code.Lines("""
                using global::System;
                using global::System.Runtime.CompilerServices;
                using global::System.Runtime.InteropServices;
                using global::System.Runtime.Intrinsics;
                using global::Fovea.Kernels;
                """);
            foreach (Isa isa in Isa.All)
            {
                code.Line();
                EmitClass(code, plan, isa);
            }
            if (graph.Loss is not { } loss) return;
            code.Line();
            using (code.Block($"file static class {Names.Mangled(graph.Type)}_Loss"))
            {
                code.Line("// Checks a batch's targets and returns the factor of every term of the loss.");
                using (code.Block($"public static float Prepare(ReadOnlySpan<{loss.Loss.TargetType}> targets)")) loss.Loss.EmitPrepare(code, graph.OutputShape!);
            }
        }
    }

    private static void EmitClass(CodeWriter code, NetworkPlan plan, Isa isa)
    {
        NetworkGraph graph = plan.Graph;
        var kernels = new KernelSet(isa);
        code.Line($"// {graph.Type.Name} in the lanes layout, [C][H][W][16 images], with vectors of {isa.Width} floats.");
        using (code.Block($"file static class {Names.Mangled(graph.Type)}_{isa.Name}"))
        {
            using (code.Block("public static void Evaluate(in Chunk chunk)"))
            {
                Locals(code, "parameters", "buffers");
                foreach (PlannedNode planned in plan.Steps) Forward(planned, plan.Evaluation, training: false);
            }
            code.Line();
            using (code.Block("public static void Forward(in Chunk chunk)"))
            {
                Locals(code, "parameters", "buffers");
                foreach (PlannedNode planned in plan.Steps) Forward(planned, plan.Training, training: true);
            }
            code.Line();
            using (code.Block("public static void Backward(in Chunk chunk)"))
            {
                Locals(code, "parameters", "buffers", "gradients");
                foreach (PlannedNode planned in plan.Steps.Reverse())
                {
                    code.Line($"// {planned.Node.Name}: {planned.Node.Input} → {planned.Node.Output}");
                    planned.Node.Layer.EmitBackward(new Step(plan.Training, planned, kernels, code, training: true));
                }
            }
            if (graph.Loss is { } loss)
            {
                code.Line();
                using (code.Block($"public static double Evaluate(in Chunk chunk, ref {loss.Loss.TargetType} targets, float scale)"))
                {
                    Locals(code);
                    Shape shape = graph.OutputShape!;
                    loss.Loss.EmitEvaluate(kernels, code,
                        new Map(Isa.At("arena", Last(plan.Training.Values)), shape.Channels, shape.Height, shape.Width),
                        new Map(Isa.At("arena", Last(plan.Training.Gradients)), shape.Channels, shape.Height, shape.Width),
                        Isa.At("arena", plan.Training.Scratch));
                }
            }
            foreach (string kernel in kernels.Texts)
            {
                code.Line();
                code.Lines(kernel.TrimEnd('\n'));
            }
        }

        void Forward(PlannedNode planned, PassPlan pass, bool training)
        {
            if (planned.IsFused) return;
            string fused = planned.Epilogue is { } epilogue ? $", with {epilogue.Name}" : "";
            code.Line($"// {planned.Node.Name}: {planned.Node.Input} → {planned.Node.Output}{fused}");
            planned.Node.Layer.EmitForward(new Step(pass, planned, kernels, code, training));
        }
    }

    private static void Locals(CodeWriter code, params string[] names)
    {
        code.Line("ref float arena = ref chunk.Arena;");
        foreach (string name in names) code.Line($"ref float {name} = ref chunk.{char.ToUpperInvariant(name[0])}{name.Substring(1)};");
    }

    private static void Dispatch(CodeWriter code, string kernels, string returns, string name, string parameters, string arguments)
    {
        string prefix = returns == "void" ? "" : "return ";
        using (code.Block($"public static {returns} {name}({parameters})"))
        {
            code.Line($"if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated) {prefix}{kernels}_V512.{name}({arguments});");
            code.Line($"else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated) {prefix}{kernels}_V256.{name}({arguments});");
            code.Line($"else {prefix}{kernels}_V128.{name}({arguments});");
        }
    }

    private static Size Last(EquatableArray<Size> places) => places[places.Count - 1];
}
