namespace Fovea;

/// <summary>A compiled network, whatever its class: for lists of networks and for code that loads, saves or infers.</summary>
public interface INetwork : IParameterized
{
    /// <summary>The shape of one input.</summary>
    Shape InputShape { get; }

    /// <summary>The shape of one output.</summary>
    Shape OutputShape { get; }

    /// <summary>Runs the network on a batch, in evaluation mode. Thread-safe; allocates nothing in steady state.</summary>
    /// <param name="input">N inputs, one after another.</param>
    /// <param name="output">Receives N outputs.</param>
    /// <exception cref="ArgumentException">A length is no multiple of the shape's, or the two do not hold as many images.</exception>
    void Forward(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Runs the network on a batch, in evaluation mode, into a new array.</summary>
    float[] Forward(ReadOnlySpan<float> input);
}

/// <summary>A compiled network of a known class: what generic code needs to make one.</summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
public interface INetwork<TSelf> : INetwork
    where TSelf : class, INetwork<TSelf>
{
    /// <summary>The shape of one input.</summary>
    static new abstract Shape InputShape { get; }

    /// <summary>The shape of one output.</summary>
    static new abstract Shape OutputShape { get; }

    /// <summary>The layers, in declaration order.</summary>
    static new abstract ReadOnlySpan<LayerInfo> Layers { get; }

    /// <summary>Every tensor in declaration order, running statistics included.</summary>
    static new abstract ReadOnlySpan<ParameterInfo> ParameterInfos { get; }

    /// <summary>A new network with PyTorch's default initialisation, drawn from <paramref name="seed"/>.</summary>
    static abstract TSelf Create(int seed);

    /// <summary>Loads a network from a safetensors file.</summary>
    static abstract TSelf Load(string path);

    /// <summary>Loads a network from a stream of safetensors.</summary>
    static abstract TSelf Load(Stream stream);

    /// <summary>Loads a network from safetensors in memory, such as an embedded resource.</summary>
    static abstract TSelf Load(ReadOnlySpan<byte> bytes);
}

/// <summary>A network that can be differentiated: every compiled network, with a loss attribute or without.</summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
public interface IDifferentiable<TSelf> : INetwork<TSelf>
    where TSelf : class, IDifferentiable<TSelf>
{
    /// <summary>Training mode: forward, a loss of the caller's own over the whole batch, backward.</summary>
    /// <param name="input">N inputs.</param>
    /// <param name="loss">The loss; called once, with all N outputs.</param>
    /// <param name="gradients">∂loss/∂parameters is added to it; laid out as <see cref="IParameterized.Parameters"/>.</param>
    /// <param name="inputGradient">Empty, or overwritten with ∂loss/∂input.</param>
    /// <returns>The loss.</returns>
    float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default)
        where TLoss : ILoss, allows ref struct;

    /// <summary>
    /// Runs the training-mode forward pass and shows what every layer made of the batch: PyTorch's forward hooks, for looking and for finding where numbers go wrong.
    /// Leaves no trace: running statistics and <see cref="IParameterized.TrainingStep"/> stay. Allocates.
    /// </summary>
    /// <param name="input">N inputs.</param>
    /// <param name="hook">Called for each layer that is computed, in declaration order.</param>
    void TraceForward(ReadOnlySpan<float> input, ForwardHook hook);
}

/// <summary>A network with a loss attribute.</summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public interface ITrainable<TSelf, TTarget> : IDifferentiable<TSelf>
    where TSelf : class, ITrainable<TSelf, TTarget>
    where TTarget : unmanaged
{
    /// <summary>How many targets one image has: 1 label, or one a pixel, or as many numbers as the output.</summary>
    static abstract int TargetLength { get; }

    /// <summary>Training mode: forward, the declared loss, backward.</summary>
    /// <param name="input">N inputs.</param>
    /// <param name="targets">N × <see cref="TargetLength"/> targets; labels in order N×H×W.</param>
    /// <param name="gradients">∂loss/∂parameters is added to it; laid out as <see cref="IParameterized.Parameters"/>.</param>
    /// <param name="output">Empty, or receives the N training-mode outputs.</param>
    /// <param name="inputGradient">Empty, or overwritten with ∂loss/∂input.</param>
    /// <returns>The loss, as its <c>Reduction</c> defines it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class of the network.</exception>
    /// <exception cref="InvalidOperationException">Another <c>Backward</c> of this instance is running.</exception>
    float Backward(ReadOnlySpan<float> input, ReadOnlySpan<TTarget> targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default);

    /// <summary>The declared loss of outputs that are there already, from <c>Forward</c> for instance: what validation measures. Not while a <c>Backward</c> of this instance runs.</summary>
    /// <param name="output">N outputs.</param>
    /// <param name="targets">N × <see cref="TargetLength"/> targets; labels in order N×H×W.</param>
    /// <returns>The loss, as its <c>Reduction</c> defines it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class of the network.</exception>
    float Loss(ReadOnlySpan<float> output, ReadOnlySpan<TTarget> targets);
}
