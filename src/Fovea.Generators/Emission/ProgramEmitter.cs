using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>The network's passes: a nested struct that the engine drives, and for each vector width a class of kernels.</summary>
internal static class ProgramEmitter
{
    public static void EmitProgram(CodeWriter code, NetworkPlan plan)
    {
        NetworkGraph graph = plan.Graph;
        string kernels = "global::Fovea.Generated." + Names.Mangled(graph.Type);
        string loss = graph.Loss is { } declared ? $", global::Fovea.Kernels.INetworkLoss<{declared.Loss.TargetType}>" : "";
        const string Chunk = "in global::Fovea.Kernels.Chunk chunk", Barrier = "in global::Fovea.Kernels.Barrier barrier";

        code.Line("// What the engine drives: sizes, and the passes over a chunk of sixteen images, for the widest vectors that this machine has.");
        using (code.Block($"private readonly struct FoveaProgram : global::Fovea.Kernels.INetworkProgram{loss}"))
        {
            code.Lines($$"""
                public static int InputLength(int height, int width) => {{graph.Input!.Length}};
                public static int OutputLength(int height, int width) => {{graph.OutputShape!.Length}};
                public static int ParameterLength => {{graph.ParameterLength}};
                public static int BufferLength => {{graph.BufferLength}};
                public static int GradientPartitions => {{plan.GradientPartitions}};
                public static int EvaluationChunk(int images) => {{EvaluationChunk(plan)}};
                public static int TrainingChunk => {{(plan.Training.Layout == Layout.Blocked ? 1 : Map.Pixel)}};
                public static int ImageLength => {{plan.ImageEvaluation?.Length ?? 0}};
                public static int ImageScratch => {{plan.ImageEvaluation?.Scratch ?? 0}};
                public static int ImageShares => {{plan.ImageEvaluation?.Shares ?? 0}};
                public static int ImageThreads => {{plan.ImageEvaluation?.Threads ?? 1}};
                public static int ImageGroup => {{plan.ImageEvaluation?.Group ?? 1}};
                public static int TrainingGroup(int segment) => {{TrainingGroup(plan)}};
                public static int PackedLength => {{plan.ImageEvaluation?.PackedLength ?? 0}};
                public static int TrainingPackedLength => {{plan.Training.PackedLength}};
                public static int PackParts => {{plan.Training.PackedSteps.Count()}};
                public static int UnpackParts => {{plan.Training.UnpackedSteps.Count() + plan.Training.TensorGradients!.LooseParts.Count()}};
                public static int PackedGradientLength => {{plan.Training.TensorGradients!.GatheredLength}};
                public static int DeferredLength => {{plan.Training.TensorGradients.DeferredLength}};
                public static int DeferredParts => {{plan.Training.DeferredSteps.Sum(step => ((IGroupedLayer)step.Node.Layer).DeferredParts(step.Node))}};
                public static int TrainingOwn => {{plan.Training.OwnLength}};
                public static int Segments => {{plan.Segments}};
                public static int StatisticsLength => {{plan.StatisticsLength}};
                public static int SharedLength => {{plan.SharedLength}};
                public static global::System.ReadOnlySpan<int> LayerOutputs => [{{string.Join(", ", LayerOutputs(plan))}}];
                """);
            code.Line();
            if (plan.Evaluation is { } evaluation) Arena("Evaluation", evaluation, [evaluation.Length, evaluation.Values[0], evaluation.Values[graph.OutputIndex + 1]]);
            else code.Line("public static global::Fovea.Kernels.ArenaLayout Evaluation(int height, int width) => default;");
            code.Line();
            Arena("Training", plan.Training, [plan.Training.Length, plan.Training.Values[0], plan.Training.Values[graph.OutputIndex + 1], plan.Training.Gradients[0], plan.Training.Gradients[graph.OutputIndex + 1]]);
            code.Line();
            using (code.Block("public static void CheckSize(int height, int width)"))
            {
                foreach (Requirement requirement in graph.Nodes.SelectMany(node => node.Requirements).Distinct())
                {
                    code.Line($"if (!({requirement.Condition})) throw new global::System.ArgumentException($\"{{height}}×{{width}} is no size for this network. \" + {NetworkEmitter.Text(requirement.Message + ".")});");
                }
            }
            code.Line();
            InitializeEmitter.Emit(code, graph);
            code.Line();
            const string Packing = "ref float parameters, ref float buffers, ref float packed", Packs = "ref parameters, ref buffers, ref packed";
            Dispatch(code, kernels, "void", "Pack", Packing, Packs, plan.ImageEvaluation is not null);
            code.Line();
            Dispatch(code, kernels, "void", "PackTraining", $"int part, {Packing}", $"part, {Packs}", plan.Training.PackedLength > 0);
            code.Line();
            Dispatch(code, kernels, "void", "Unpack", "int part, ref float packed, ref float gradients", "part, ref packed, ref gradients", plan.Training.TensorGradients.GatheredLength > 0);
            code.Line();
            Dispatch(code, kernels, "void", "AddDeferred", "int part, ref float deferred, int images, ref float gradients", "part, ref deferred, images, ref gradients", plan.Training.TensorGradients.DeferredLength > 0);
            code.Line();
            Dispatch(code, kernels, "void", "Evaluate", Chunk, "in chunk", plan.Evaluation is not null);
            code.Line();
            Dispatch(code, kernels, "void", "EvaluateImage", Chunk, "in chunk", plan.ImageEvaluation is not null);
            code.Line();
            Dispatch(code, kernels, "void", "Forward", $"int segment, {Chunk}", "segment, in chunk");
            code.Line();
            Dispatch(code, kernels, "void", "Backward", $"int segment, {Chunk}", "segment, in chunk");
            code.Line();
            EmitBarrier(code, plan, "ForwardBarrier", Barrier, (batch, node, step) => batch.EmitForwardBarrier(code, node, step.Statistics, step.Shared, Stride(plan, node)));
            code.Line();
            EmitBarrier(code, plan, "BackwardBarrier", Barrier, (batch, node, step) => batch.EmitBackwardBarrier(code, node, step.Statistics, step.Shared, Stride(plan, node)));
            if (graph.Loss is not { } node) return;
            code.Line();
            code.Line($"public static int TargetLength(int height, int width) => {node.TargetLength};");
            code.Line();
            code.Line($"public static float Prepare(global::System.ReadOnlySpan<{node.Loss.TargetType}> targets) => {kernels}_Loss.Prepare(targets);");
            code.Line();
            Dispatch(code, kernels, "double", "Evaluate", $"{Chunk}, ref {node.Loss.TargetType} targets, float scale", "in chunk, ref targets, scale");
        }

        // Where things lie in a chunk's arena.
        void Arena(string name, PassPlan pass, Size[] places)
        {
            using (code.Block($"public static global::Fovea.Kernels.ArenaLayout {name}(int height, int width)"))
            {
                foreach (PlaceDefinition place in pass.Definitions) code.Line($"int {place.Name} = {place.Formula};");
                code.Line($"return new({string.Join(", ", places)});");
            }
        }
    }

    // Where each layer's output lies in the training arena, or past it in a thread's own memory: -1 where it is not computed, none where sizes are known at run time only.
    private static IEnumerable<Size> LayerOutputs(NetworkPlan plan)
    {
        if (plan.Graph.HasRunTimeSize) return [];
        HashSet<int> computed = [.. plan.Training.Steps.Select(step => step.Node.Index)];
        return plan.Graph.Nodes.Select(node => !computed.Contains(node.Index) ? -1 : plan.Training.Values[node.Index + 1] + (PassPlan.IsOwn(plan.Training.OwnValues, node.Index) ? plan.Training.Length : 0));
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
                using global::System.Runtime.Intrinsics.X86;
                using global::Fovea.Kernels;
                """);
            KernelEmitter.Emit(code, plan);
            if (graph.Loss is not { } loss) return;
            code.Line();
            using (code.Block($"file static class {Names.Mangled(graph.Type)}_Loss"))
            {
                code.Line("// Checks a batch's targets and returns the factor of every term of the loss.");
                using (code.Block($"public static float Prepare(ReadOnlySpan<{loss.Loss.TargetType}> targets)")) loss.Loss.EmitPrepare(code, graph.OutputShape!);
            }
        }
    }

    private static void EmitBarrier(CodeWriter code, NetworkPlan plan, string name, string parameter, Action<INeedsBatch, Node, PlannedNode> emit)
    {
        using (code.Block($"public static void {name}(int segment, {parameter})"))
        {
            for (int segment = 0; segment < plan.Segments - 1; segment++)
            {
                using (code.BlockIf(plan.Segments > 2, $"if (segment == {segment})"))
                {
                    if (plan.Graph.HasRunTimeSize) code.Line("int height = barrier.Height, width = barrier.Width;");
                    foreach (PlannedNode step in plan.Training.Steps.Where(step => step.Segment == segment))
                    {
                        if (step.Batch is { } batch) emit(batch, step.Node, step);
                    }
                }
            }
        }
    }

    // Only segments with layers that take images side by side need them so.
    private static string TrainingGroup(NetworkPlan plan)
    {
        int group = plan.Training.Group;
        int[] segments = [.. Enumerable.Range(0, plan.Segments).Where(plan.Training.GoesSideBySide)];
        return segments.Length == plan.Segments || segments.Length == 0 ? $"{(segments.Length == 0 ? 1 : group)}" : $"segment is {string.Join(" or ", segments)} ? {group} : 1";
    }

    // Sixteen at a time are ahead of one at a time where most of the lanes are used.
    private static string EvaluationChunk(NetworkPlan plan) =>
        plan.ImageEvaluation is null ? $"{Map.Pixel}" : plan.Evaluation is null ? "1" : $"images < {Map.Pixel * 3 / 4} ? 1 : {Map.Pixel}";

    private static int Stride(NetworkPlan plan, Node node) => plan.Training.Layout == Layout.Blocked ? BlockedWeights.Padded(node.Input.Channels) : node.Input.Channels;

    private static void Dispatch(CodeWriter code, string kernels, string returns, string name, string parameters, string arguments, bool exists = true)
    {
        if (!exists)
        {
            code.Line($"public static {returns} {name}({parameters}) {{ }}");
            return;
        }
        string prefix = returns == "void" ? "" : "return ";
        using (code.Block($"public static {returns} {name}({parameters})"))
        {
            code.Line($"if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated) {prefix}{kernels}_V512.{name}({arguments});");
            code.Line($"else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated) {prefix}{kernels}_V256.{name}({arguments});");
            code.Line($"else {prefix}{kernels}_V128.{name}({arguments});");
        }
    }
}
