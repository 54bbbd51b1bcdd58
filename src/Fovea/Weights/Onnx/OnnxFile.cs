using System.ComponentModel;

namespace Fovea;

/// <summary>Writes a network as an ONNX model, from the compiler's description of its nodes. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OnnxFile
{
    // Fields of onnx.proto3. The opset is the first with GELU, and the IR version its contemporary.
    private const int IrVersion = 9, Opset = 20;
    private const int ModelIrVersion = 1, ModelProducer = 2, ModelProducerVersion = 3, ModelGraph = 7, ModelOpset = 8, OpsetVersion = 2;

    /// <summary>Writes to a temporary file, flushed to disk, then moved: a crash leaves the old file.</summary>
    /// <exception cref="NotSupportedException">ONNX cannot express the network.</exception>
    public static void Save(IParameterized network, ReadOnlySpan<byte> description, string path)
    {
        OnnxModelGraph graph = Read(network, description);
        AtomicFile.Write(path, stream => Write(graph, stream));
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <exception cref="NotSupportedException">ONNX cannot express the network.</exception>
    public static void Save(IParameterized network, ReadOnlySpan<byte> description, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(Read(network, description), stream);
    }

    private static OnnxModelGraph Read(IParameterized network, ReadOnlySpan<byte> description)
    {
        ArgumentNullException.ThrowIfNull(network);
        OnnxModelGraph graph = OnnxDescription.Read(network, description);
        // What protocol buffers can count.
        if (graph.Length > int.MaxValue) throw new NotSupportedException($"{network.GetType().Name} would be an ONNX model of {graph.Length:N0} bytes, and there can be no more than {int.MaxValue:N0}.");
        return graph;
    }

    private static void Write(OnnxModelGraph graph, Stream stream)
    {
        stream.Write(new ProtobufMessage()
            .Add(ModelIrVersion, IrVersion)
            .Add(ModelProducer, "Fovea")
            .Add(ModelProducerVersion, typeof(OnnxFile).Assembly.GetName().Version?.ToString(3) ?? "")
            .Add(ModelOpset, new ProtobufMessage().Add(OpsetVersion, Opset))
            .Open(ModelGraph, graph.Length)
            .Bytes);
        graph.Write(stream);
    }
}
