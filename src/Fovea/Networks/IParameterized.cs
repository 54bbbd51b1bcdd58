namespace Fovea;

/// <summary>What every compiled network has, whatever its input: tensors, layers, files.</summary>
public interface IParameterized
{
    /// <summary>How many trainable numbers the network has.</summary>
    int ParameterCount { get; }

    /// <summary>The layers, in declaration order.</summary>
    ReadOnlySpan<LayerInfo> Layers { get; }

    /// <summary>Every tensor in declaration order, running statistics included.</summary>
    ReadOnlySpan<ParameterInfo> ParameterInfos { get; }

    /// <summary>
    /// All trainable tensors, contiguous, in declaration order, each in PyTorch's layout. Getting it announces a write:
    /// the span may be written until the next <c>Forward</c> or <c>Backward</c>. Writing while another thread runs the network is undefined.
    /// </summary>
    Span<float> Parameters { get; }

    /// <summary>Running statistics and frozen tensors, contiguous. Getting it announces a write, as <see cref="Parameters"/> does.</summary>
    Span<float> Buffers { get; }

    /// <summary>The parameters, for looking: announces nothing.</summary>
    ReadOnlySpan<float> ReadParameters();

    /// <summary>The buffers, for looking: announces nothing.</summary>
    ReadOnlySpan<float> ReadBuffers();

    /// <summary>For whoever kept a span of <see cref="Parameters"/> or <see cref="Buffers"/> and wrote through it later.</summary>
    void ParametersChanged();

    /// <summary>Threads this instance may use, at most <see cref="Compute.MaxDegreeOfParallelism"/>. The result's bits do not depend on it.</summary>
    int MaxDegreeOfParallelism { get; set; }

    /// <summary>How many <c>Backward</c> passes have run. With <see cref="DropoutSeed"/> and the image's index it determines every dropout mask; hold it still for a gradient check.</summary>
    long TrainingStep { get; set; }

    /// <summary>The seed of the dropout masks. The constructor's seed, until set.</summary>
    long DropoutSeed { get; set; }

    /// <summary>The index of a batch's first image among all that make a training step: for processes that share a batch, so that dropout masks are those of one process. Default: 0.</summary>
    int ImageOffset { get; set; }

    /// <summary>
    /// Batch normalisations that stay in evaluation mode while the network trains: they normalise with their running statistics, and leave them as they are. Names of these statistics,
    /// with <c>*</c> for any characters and <c>?</c> for one. PyTorch's <c>bn.eval()</c>; set by <see cref="Trainer{TNetwork, TTarget}.Freeze"/>. Default: none.
    /// </summary>
    /// <exception cref="ArgumentException">Set to a pattern that matches no tensor.</exception>
    IReadOnlyList<string> FrozenStatistics { get; set; }

    /// <summary>Saves every tensor as safetensors, under PyTorch's names. Written to a temporary file, flushed, then moved: a crash leaves the old file.</summary>
    void Save(string path);

    /// <summary>Saves every tensor as safetensors, under PyTorch's names.</summary>
    void Save(Stream stream);

    /// <summary>
    /// Saves the network with its present weights as an ONNX model, which ONNX Runtime and other programs run: input <c>input</c> of N × channels × height × width, output <c>output</c>;
    /// N, and sizes left to run time, are free. As it is outside training: no dropout, batch normalisation with the running statistics. Written to a temporary file, flushed, then moved.
    /// </summary>
    /// <exception cref="NotSupportedException">ONNX cannot express a layer, which the message names; or the file would be over 2 GB.</exception>
    void SaveOnnx(string path) => throw new NotSupportedException($"{GetType().Name} was not written by Fovea's compiler, which knows what its layers are in ONNX.");

    /// <summary>Saves the network as an ONNX model to a stream, which stays open.</summary>
    /// <exception cref="NotSupportedException">ONNX cannot express a layer, which the message names; or the model would be over 2 GB.</exception>
    void SaveOnnx(Stream stream) => throw new NotSupportedException($"{GetType().Name} was not written by Fovea's compiler, which knows what its layers are in ONNX.");
}
