using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>The first values of a network's tensors: one call each, in methods that stay small however deep the network is.</summary>
internal static class InitializeEmitter
{
    private const int MostCalls = 400;

    public static void Emit(CodeWriter code, NetworkGraph graph)
    {
        const string Spans = "global::System.Span<float> parameters, global::System.Span<float> buffers";
        Tensor[] tensors = [.. graph.Tensors];
        int parts = (tensors.Length + MostCalls - 1) / MostCalls;
        using (code.Block($"public static void Initialize(int seed, {Spans})"))
        {
            code.Line("var initializer = new global::Fovea.Initializer(seed);");
            if (parts <= 1) EmitCalls(code, tensors);
            for (int part = 0; part < parts && parts > 1; part++) code.Line($"Initialize{part}(initializer, parameters, buffers);");
        }
        for (int part = 0; part < parts && parts > 1; part++)
        {
            code.Line();
            using (code.Block($"private static void Initialize{part}(global::Fovea.Initializer initializer, {Spans})")) EmitCalls(code, tensors.Skip(part * MostCalls).Take(MostCalls));
        }
    }

    private static void EmitCalls(CodeWriter code, IEnumerable<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            string slice = $"{(tensor.Trainable ? "parameters" : "buffers")}.Slice({tensor.Offset}, {tensor.Length})";
            code.Line(tensor.Initialization.Bound > 0
                ? $"initializer.Uniform({slice}, {NetworkEmitter.Number(tensor.Initialization.Bound)}); // {tensor.FullName}"
                : $"initializer.Constant({slice}, {Isa.Literal(tensor.Initialization.Constant)}); // {tensor.FullName}");
        }
    }
}
