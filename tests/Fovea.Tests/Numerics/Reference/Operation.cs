namespace Fovea.Tests.Numerics;

/// <summary>Forward and backward of one kind of node, written to be obviously right.</summary>
internal abstract class Operation
{
    /// <summary>Computes the output.</summary>
    public abstract Tensor Forward(Step step);

    /// <summary>Adds to the gradients of inputs and parameters, given that of the output.</summary>
    public abstract void Backward(Step step, Tensor dy);

    public static Operation Named(string op) => All.TryGetValue(op, out Operation? operation)
        ? operation
        : throw new NotSupportedException($"The reference has no operation '{op}'.");

    public static IReadOnlyDictionary<string, Operation> All { get; } = new Dictionary<string, Operation>
    {
        ["conv2d"] = new Convolution(),
        ["conv_transpose2d"] = new TransposedConvolution(),
        ["filter"] = new FixedFilter(),
        ["linear"] = new FullyConnected(),
        ["max_pool2d"] = new MaxPooling(),
        ["avg_pool2d"] = new AveragePooling(),
        ["adaptive_max_pool2d"] = new AdaptiveMaxPooling(),
        ["adaptive_avg_pool2d"] = new AdaptiveAveragePooling(),
        ["global_max_pool2d"] = new AdaptiveMaxPooling(),
        ["global_avg_pool2d"] = new AdaptiveAveragePooling(),
        ["max_unpool2d"] = new MaxUnpooling(),
        ["upsample_nearest"] = new NearestUpsampling(),
        ["upsample_bilinear"] = new BilinearUpsampling(),
        ["pixel_shuffle"] = new PixelShuffling(inverse: false),
        ["pixel_unshuffle"] = new PixelShuffling(inverse: true),
        ["pad"] = new Padding(),
        ["batch_norm"] = new BatchNormalisation(),
        ["group_norm"] = new GroupNormalisation(),
        ["instance_norm"] = new InstanceNormalisation(),
        ["layer_norm"] = new LayerNormalisation(),
        ["local_response_norm"] = new LocalResponseNormalisation(),
        ["normalize"] = new ConstantNormalisation(),
        ["prelu"] = new ParametricRectifier(),
        ["softmax"] = new SoftmaxOverChannels(),
        ["log_softmax"] = new LogSoftmaxOverChannels(),
        ["dropout"] = new Dropping(),
        ["dropout2d"] = new Dropping(),
        ["identity"] = new Reshaping(step => step.X.Shape),
        ["flatten"] = new Reshaping(step => [step.X.N, step.X.Image]),
        ["unflatten"] = new Reshaping(step => [step.X.N, .. step.Attributes.Ints("shape")]),
        ["add"] = new Addition(),
        ["multiply"] = new Multiplication(),
        ["concat"] = new Concatenation(),
    }.Concat(Elementwise.All.Select(pair => KeyValuePair.Create(pair.Key, (Operation)pair.Value))).ToDictionary();
}

/// <summary>One node in the middle of a run: what it reads, what it made, and where its gradients go.</summary>
internal sealed class Step(Node node, Run run)
{
    public Node Node => node;

    public NodeAttributes Attributes => node.Attributes;

    /// <summary>Training mode: the node's own word, else the run's.</summary>
    public bool Training => Attributes.Flag("training", run.Training);

    public IReadOnlyList<Tensor> Inputs { get; } = [.. node.In.Select(name => run.Value(name))];

    public Tensor X => Inputs[0];

    public Tensor Output { get; set; } = new();

    /// <summary>A normalisation's means and deviations.</summary>
    public (double[] Mean, double[] Deviation) Statistics { get; set; } = ([], []);

    /// <summary>Where in its input each number of a maximum pooling's output came from; −1 for a padded zero.</summary>
    public int[] Winners { get; set; } = [];

    public bool Has(string role) => node.Parameters.ContainsKey(role);

    public Tensor Parameter(string role) => run.Tensors[node.Parameters[role]];

    public Tensor Buffer(string role) => run.Tensors[node.Buffers[role]];

    public Tensor InputGradient(int index = 0) => run.Gradient(node.In[index]);

    public Tensor ParameterGradient(string role) => run.Gradient(node.Parameters[role]);

    public Step Other(string id) => run.Steps[id];

    /// <summary>Numbers between input and output that many others share: rounding them moves all of these together.</summary>
    public double[] Disturb(double[] values) => run.Disturb(values);

    /// <summary>Notes how far a value is from where the function has a kink or a jump.</summary>
    public void Margin(double distance)
    {
        if (distance < run.Margin) run.Margin = distance;
    }
}
