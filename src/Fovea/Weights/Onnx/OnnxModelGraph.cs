namespace Fovea;

/// <summary>A GraphProto: nodes, inputs and outputs as bytes, and tensors that are written from where they are.</summary>
internal sealed class OnnxModelGraph
{
    private const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;

    private readonly ProtobufMessage _head = new();
    private readonly List<OnnxTensor> _tensors = [];

    public OnnxModelGraph(string name) => _head.Add(GraphName, name);

    public void AddNode(ProtobufMessage node) => _head.Add(GraphNode, node);

    public void AddInput(ProtobufMessage value) => _head.Add(GraphInput, value);

    public void AddOutput(ProtobufMessage value) => _head.Add(GraphOutput, value);

    public void AddTensor(OnnxTensor tensor) => _tensors.Add(tensor);

    /// <summary>Its bytes.</summary>
    public long Length => _head.Bytes.Length + _tensors.Sum(tensor => Opening(tensor).Bytes.Length + tensor.Length);

    public void Write(Stream stream)
    {
        stream.Write(_head.Bytes);
        foreach (OnnxTensor tensor in _tensors)
        {
            stream.Write(Opening(tensor).Bytes);
            tensor.Write(stream);
        }
    }

    private static ProtobufMessage Opening(OnnxTensor tensor) => new ProtobufMessage().Open(GraphInitializer, tensor.Length);
}
