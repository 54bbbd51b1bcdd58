using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>The public surface of a network with errors: everything compiles against it, nothing runs.</summary>
internal static class BrokenSurfaceEmitter
{
    public static void Emit(CodeWriter code, NetworkGraph graph)
    {
        string self = Names.Escaped(graph.Type.Name);
        const string Span = "global::System.Span<float>", ReadOnlySpan = "global::System.ReadOnlySpan<float>";
        bool any = graph.HasRunTimeSize;
        string size = any ? ", int height, int width" : "";
        string error = $"throw new global::System.InvalidOperationException({NetworkEmitter.Text($"{graph.Type.Name} was declared with errors, which the compiler reported.")})";
        code.Lines($$"""
            // The error is the only thing to report.
            #pragma warning disable CS1591
            public const int ParameterCount = 0;
            public static global::Fovea.Shape InputShape => {{error}};
            public static global::System.ReadOnlySpan<global::Fovea.LayerInfo> Layers => {{error}};
            public static global::System.ReadOnlySpan<global::Fovea.ParameterInfo> ParameterInfos => {{error}};
            public {{self}}(int seed = 0) => {{error}};
            public {{Span}} Parameters => {{error}};
            public {{Span}} Buffers => {{error}};
            public {{ReadOnlySpan}} ReadParameters() => {{error}};
            public {{ReadOnlySpan}} ReadBuffers() => {{error}};
            public void ParametersChanged() => {{error}};
            public int MaxDegreeOfParallelism { get => {{error}}; set => {{error}}; }
            public long TrainingStep { get => {{error}}; set => {{error}}; }
            public long DropoutSeed { get => {{error}}; set => {{error}}; }
            public int ImageOffset { get => {{error}}; set => {{error}}; }
            public global::System.Collections.Generic.IReadOnlyList<string> FrozenStatistics { get => {{error}}; set => {{error}}; }
            public void Forward({{ReadOnlySpan}} input{{size}}, {{Span}} output) => {{error}};
            public float[] Forward({{ReadOnlySpan}} input{{size}}) => {{error}};
            public float BackwardFrom<TLoss>({{ReadOnlySpan}} input{{size}}, ref TLoss loss, {{Span}} gradients, {{Span}} inputGradient = default)
                where TLoss : global::Fovea.ILoss, allows ref struct => {{error}};
            public void Save(string path) => {{error}};
            public void Save(global::System.IO.Stream stream) => {{error}};
            public void SaveOnnx(string path) => {{error}};
            public void SaveOnnx(global::System.IO.Stream stream) => {{error}};
            public static {{self}} Load(string path) => {{error}};
            public static {{self}} Load(global::System.IO.Stream stream) => {{error}};
            public static {{self}} Load(global::System.ReadOnlySpan<byte> bytes) => {{error}};
            public static {{self}} Create(int seed) => {{error}};
            int global::Fovea.IParameterized.ParameterCount => {{error}};
            global::System.ReadOnlySpan<global::Fovea.LayerInfo> global::Fovea.IParameterized.Layers => {{error}};
            global::System.ReadOnlySpan<global::Fovea.ParameterInfo> global::Fovea.IParameterized.ParameterInfos => {{error}};
            """);
        code.Lines(any
            ? $$"""
                global::Fovea.Shape global::Fovea.IAnySizeNetwork.InputShape => {{error}};
                public global::Fovea.Shape OutputShapeFor(int height, int width) => {{error}};
                """
            : $$"""
                public static global::Fovea.Shape OutputShape => {{error}};
                public void TraceForward({{ReadOnlySpan}} input, global::Fovea.ForwardHook hook) => {{error}};
                global::Fovea.Shape global::Fovea.INetwork.InputShape => {{error}};
                global::Fovea.Shape global::Fovea.INetwork.OutputShape => {{error}};
                """);
        foreach (string member in Names.Members(graph).Values) code.Line($"public {Span} {member} => {error};");
        if (graph.Loss is not { } loss) return;
        if (!any)
        {
            code.Line($"public static int TargetLength => {error};");
            code.Line($"public float Loss({ReadOnlySpan} output, global::System.ReadOnlySpan<{loss.Loss.TargetType}> targets) => {error};");
        }
        code.Line($"public float Backward({ReadOnlySpan} input{size}, global::System.ReadOnlySpan<{loss.Loss.TargetType}> targets, {Span} gradients, {Span} output = default, {Span} inputGradient = default) => {error};");
    }
}
