using Microsoft.ML.OnnxRuntime;

namespace Fovea.Tests;

/// <summary>A network's export in ONNX Runtime.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;

    private OnnxModel(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(model, options);
    }

    public static OnnxModel Of(IParameterized network)
    {
        using var stream = new MemoryStream();
        network.SaveOnnx(stream);
        return new OnnxModel(stream.ToArray());
    }

    /// <summary>The dimensions of <c>input</c> or <c>output</c>: numbers, or names of free ones.</summary>
    public string[] Dimensions(string name)
    {
        NodeMetadata metadata = name == "input" ? _session.InputMetadata[name] : _session.OutputMetadata[name];
        return [.. metadata.Dimensions.Zip(metadata.SymbolicDimensions, (size, symbol) => size < 0 ? symbol : $"{size}")];
    }

    public float[] Run(float[] input, Shape shape)
    {
        long images = input.Length / shape.Length;
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(input, shape.IsVector ? [images, shape.Channels] : [images, shape.Channels, shape.Height, shape.Width]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, ["input"], [x], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}
