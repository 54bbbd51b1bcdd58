using Fovea.Generators.Graphs;
using Fovea.Generators.Losses;

namespace Fovea.Generators.Emission;

/// <summary>What a user of the class sees: constants, tensors, passes, files.</summary>
internal static class SurfaceEmitter
{
    private const string Span = "global::System.Span<float>", ReadOnlySpan = "global::System.ReadOnlySpan<float>";

    public static void Emit(CodeWriter code, NetworkGraph graph)
    {
        bool any = graph.HasRunTimeSize;
        string self = Names.Escaped(graph.Type.Name);
        Facts(code, graph);
        code.Line();
        code.Lines($$"""
            /// <summary>A new network with PyTorch's default initialisation, drawn from <paramref name="seed"/>.</summary>
            public {{self}}(int seed = 0) => _fovea = new(seed);

            /// <inheritdoc cref="global::Fovea.IParameterized.Parameters"/>
            public {{Span}} Parameters => _fovea.Parameters;

            /// <inheritdoc cref="global::Fovea.IParameterized.Buffers"/>
            public {{Span}} Buffers => _fovea.Buffers;

            /// <inheritdoc cref="global::Fovea.IParameterized.ReadParameters"/>
            public {{ReadOnlySpan}} ReadParameters() => _fovea.ReadParameters;

            /// <inheritdoc cref="global::Fovea.IParameterized.ReadBuffers"/>
            public {{ReadOnlySpan}} ReadBuffers() => _fovea.ReadBuffers;

            /// <inheritdoc cref="global::Fovea.IParameterized.ParametersChanged"/>
            public void ParametersChanged() => _fovea.ParametersChanged();

            /// <inheritdoc cref="global::Fovea.IParameterized.MaxDegreeOfParallelism"/>
            public int MaxDegreeOfParallelism { get => _fovea.MaxDegreeOfParallelism; set => _fovea.MaxDegreeOfParallelism = value; }

            /// <inheritdoc cref="global::Fovea.IParameterized.TrainingStep"/>
            public long TrainingStep { get => _fovea.TrainingStep; set => _fovea.TrainingStep = value; }

            /// <inheritdoc cref="global::Fovea.IParameterized.DropoutSeed"/>
            public long DropoutSeed { get => _fovea.DropoutSeed; set => _fovea.DropoutSeed = value; }

            /// <inheritdoc cref="global::Fovea.IParameterized.ImageOffset"/>
            public int ImageOffset { get => _fovea.ImageOffset; set => _fovea.ImageOffset = value; }

            /// <inheritdoc cref="global::Fovea.IParameterized.FrozenStatistics"/>
            public global::System.Collections.Generic.IReadOnlyList<string> FrozenStatistics { get => _fovea.FrozenStatistics; set => _fovea.FreezeStatistics(this, value); }
            """);
        IReadOnlyDictionary<string, string> members = Names.Members(graph);
        foreach (Tensor tensor in graph.Tensors)
        {
            code.Line();
            code.Line($"/// <summary>{LayerTable.Escape(tensor.FullName)}: {string.Join(" × ", tensor.Dimensions.Zip(tensor.DimensionNames, (size, name) => $"{size} {name}"))}. Getting it announces a write.</summary>");
            code.Line($"public {Span} {members[tensor.FullName]} => _fovea.{(tensor.Trainable ? "Parameters" : "Buffers")}.Slice({tensor.Offset}, {tensor.Length});");
        }
        code.Line();
        if (any) AnySizePasses(code, graph);
        else Passes(code, graph);
        code.Line();
        code.Lines($$"""
            /// <inheritdoc cref="global::Fovea.IParameterized.Save(string)"/>
            public void Save(string path) => global::Fovea.Safetensors.Save(this, path);

            /// <inheritdoc cref="global::Fovea.IParameterized.Save(global::System.IO.Stream)"/>
            public void Save(global::System.IO.Stream stream) => global::Fovea.Safetensors.Save(this, stream);

            /// <inheritdoc cref="global::Fovea.IParameterized.SaveOnnx(string)"/>
            public void SaveOnnx(string path) => global::Fovea.OnnxFile.Save(this, FoveaOnnx, path);

            /// <inheritdoc cref="global::Fovea.IParameterized.SaveOnnx(global::System.IO.Stream)"/>
            public void SaveOnnx(global::System.IO.Stream stream) => global::Fovea.OnnxFile.Save(this, FoveaOnnx, stream);

            /// <summary>Loads a network from a safetensors file.</summary>
            public static {{self}} Load(string path)
            {
                var network = new {{self}}();
                global::Fovea.Safetensors.Load(network, path);
                return network;
            }

            /// <summary>Loads a network from a stream of safetensors.</summary>
            public static {{self}} Load(global::System.IO.Stream stream)
            {
                var network = new {{self}}();
                global::Fovea.Safetensors.Load(network, stream);
                return network;
            }

            /// <summary>Loads a network from safetensors in memory, such as an embedded resource.</summary>
            public static {{self}} Load(global::System.ReadOnlySpan<byte> bytes)
            {
                var network = new {{self}}();
                global::Fovea.Safetensors.Load(network, bytes);
                return network;
            }

            /// <summary>A new network with PyTorch's default initialisation, drawn from <paramref name="seed"/>.</summary>
            public static {{self}} Create(int seed) => new(seed);

            global::Fovea.Shape global::Fovea.{{(any ? "IAnySizeNetwork" : "INetwork")}}.InputShape => InputShape;{{(any ? "" : "\nglobal::Fovea.Shape global::Fovea.INetwork.OutputShape => OutputShape;")}}
            int global::Fovea.IParameterized.ParameterCount => ParameterCount;
            global::System.ReadOnlySpan<global::Fovea.LayerInfo> global::Fovea.IParameterized.Layers => Layers;
            global::System.ReadOnlySpan<global::Fovea.ParameterInfo> global::Fovea.IParameterized.ParameterInfos => ParameterInfos;

            private readonly global::Fovea.Kernels.Engine<FoveaProgram> _fovea;
            """);
        code.Line();
        code.Line("// The network as nodes of ONNX, for SaveOnnx, which adds the weights.");
        code.Line("private static global::System.ReadOnlySpan<byte> FoveaOnnx => \"\"\"");
        foreach (string line in OnnxGraph.Describe(graph)) code.Line("    " + line);
        code.Line("    \"\"\"u8;");
    }

    private static void Facts(CodeWriter code, NetworkGraph graph)
    {
        code.Lines($$"""
            /// <summary>How many trainable numbers the network has.</summary>
            public const int ParameterCount = {{graph.ParameterLength}};

            /// <summary>The shape of one input: {{graph.Input}}.</summary>
            public static global::Fovea.Shape InputShape => {{ShapeOf(graph.Input!)}};

            {{OutputShape(graph)}}

            /// <summary>The layers, in declaration order.</summary>
            public static global::System.ReadOnlySpan<global::Fovea.LayerInfo> Layers => FoveaTables.Layers;

            /// <summary>Every tensor in declaration order, running statistics included.</summary>
            public static global::System.ReadOnlySpan<global::Fovea.ParameterInfo> ParameterInfos => FoveaTables.ParameterInfos;
            """);
        code.Line();
        TablesEmitter.Emit(code, graph);
    }

    private static void Passes(CodeWriter code, NetworkGraph graph)
    {
        code.Lines($$"""
            /// <inheritdoc cref="global::Fovea.INetwork.Forward({{ReadOnlySpan.Replace('<', '{').Replace('>', '}')}}, {{Span.Replace('<', '{').Replace('>', '}')}})"/>
            public void Forward({{ReadOnlySpan}} input, {{Span}} output) => _fovea.Forward(input, output);

            /// <summary>Runs the network on a batch, in evaluation mode, into a new array.</summary>
            public float[] Forward({{ReadOnlySpan}} input) => _fovea.Forward(input);

            /// <summary>Training mode: forward, a loss of the caller's own over the whole batch, backward. Adds to <paramref name="gradients"/>, overwrites <paramref name="inputGradient"/>, returns the loss.</summary>
            public float BackwardFrom<TLoss>({{ReadOnlySpan}} input, ref TLoss loss, {{Span}} gradients, {{Span}} inputGradient = default)
                where TLoss : global::Fovea.ILoss, allows ref struct =>
                _fovea.BackwardFrom(input, ref loss, gradients, inputGradient);

            /// <inheritdoc cref="global::Fovea.IDifferentiable{TSelf}.TraceForward"/>
            public void TraceForward({{ReadOnlySpan}} input, global::Fovea.ForwardHook hook) => _fovea.TraceForward(input, Layers, hook);
            """);
        if (graph.Loss is not { } node) return;
        Loss loss = node.Loss;
        code.Line();
        code.Lines($$"""
            /// <summary>How many targets one input has.</summary>
            public static int TargetLength => {{node.TargetLength}};

            /// <summary>Training mode: forward, {{loss.Kind}}, backward. Adds to <paramref name="gradients"/>, overwrites <paramref name="inputGradient"/>, returns the loss.</summary>
            public float Backward({{ReadOnlySpan}} input, global::System.ReadOnlySpan<{{loss.TargetType}}> targets, {{Span}} gradients, {{Span}} output = default, {{Span}} inputGradient = default) =>
                _fovea.Backward<FoveaProgram, {{loss.TargetType}}>(input, targets, gradients, output, inputGradient);

            /// <inheritdoc cref="global::Fovea.ITrainable{TSelf, TTarget}.Loss"/>
            public float Loss({{ReadOnlySpan}} output, global::System.ReadOnlySpan<{{loss.TargetType}}> targets) => _fovea.Loss<FoveaProgram, {{loss.TargetType}}>(output, targets, OutputShape);
            """);
    }

    private static void AnySizePasses(CodeWriter code, NetworkGraph graph)
    {
        code.Lines($$"""
            /// <summary>The shape of one output for inputs of this size.</summary>
            /// <exception cref="global::System.ArgumentException">Some layer cannot take the size.</exception>
            public global::Fovea.Shape OutputShapeFor(int height, int width)
            {
                _fovea.CheckSize(height, width);
                return {{ShapeOf(graph.OutputShape!, formulas: true)}};
            }

            /// <summary>Runs the network on a batch of images of this size, in evaluation mode. Thread-safe.</summary>
            /// <exception cref="global::System.ArgumentException">Some layer cannot take the size, or a length does not fit it.</exception>
            public void Forward({{ReadOnlySpan}} input, int height, int width, {{Span}} output) => _fovea.Forward(input, output, height, width);

            /// <summary>Runs the network on a batch of images of this size, in evaluation mode, into a new array.</summary>
            public float[] Forward({{ReadOnlySpan}} input, int height, int width) => _fovea.Forward(input, height, width);

            /// <summary>Training mode: forward, a loss of the caller's own over the whole batch, backward. Adds to <paramref name="gradients"/>, overwrites <paramref name="inputGradient"/>, returns the loss.</summary>
            public float BackwardFrom<TLoss>({{ReadOnlySpan}} input, int height, int width, ref TLoss loss, {{Span}} gradients, {{Span}} inputGradient = default)
                where TLoss : global::Fovea.ILoss, allows ref struct =>
                _fovea.BackwardFrom(input, ref loss, gradients, inputGradient, height, width);
            """);
        if (graph.Loss is not { } node) return;
        code.Line();
        code.Lines($$"""
            /// <summary>Training mode: forward, {{node.Loss.Kind}}, backward. Adds to <paramref name="gradients"/>, overwrites <paramref name="inputGradient"/>, returns the loss.</summary>
            public float Backward({{ReadOnlySpan}} input, int height, int width, global::System.ReadOnlySpan<{{node.Loss.TargetType}}> targets, {{Span}} gradients, {{Span}} output = default, {{Span}} inputGradient = default) =>
                _fovea.Backward<FoveaProgram, {{node.Loss.TargetType}}>(input, targets, gradients, output, inputGradient, height, width);
            """);
    }

    private static string OutputShape(NetworkGraph graph) => graph.HasRunTimeSize
        ? "// The output's shape depends on the input's: see OutputShapeFor."
        : $"/// <summary>The shape of one output: {graph.OutputShape}.</summary>\npublic static global::Fovea.Shape OutputShape => {ShapeOf(graph.OutputShape!)};";

    // A size left to run time is Dim.Any in a table, and a formula where it is asked for.
    public static string ShapeOf(Shape shape, bool formulas = false) => shape.IsVector
        ? $"global::Fovea.Shape.Vector({shape.Channels})"
        : $"global::Fovea.Shape.Image({shape.Channels}, {(formulas || shape.Height.IsConstant ? shape.Height : "global::Fovea.Dim.Any")}, {(formulas || shape.Width.IsConstant ? shape.Width : "global::Fovea.Dim.Any")})";
}
