using System.Reflection;

namespace Fovea.Tests.Numerics;

/// <summary>A network compiled in memory: its class, and how to make instances.</summary>
internal sealed class CompiledNetwork(Declaration declaration, Type type, IReadOnlyList<string> warnings)
{
    public Declaration Declaration => declaration;

    public Type Type => type;

    /// <summary>Users treat warnings as errors. Asserted after the numbers, which matter more.</summary>
    public void AssertNoWarnings() => Assert.True(warnings.Count == 0, $"{warnings.Count} warnings.\n{string.Join('\n', warnings.Take(5))}\n{declaration.Source}");

    /// <summary>An instance of a network of any size, at one size.</summary>
    public NetworkInstance Create(int height, int width) => new AnySizeInstance((IAnySizeNetwork)Activator.CreateInstance(type, 0)!, height, width);

    public NetworkInstance Create(int seed = 0)
    {
        Type? trainable = type.GetInterfaces().SingleOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ITrainable<,>));
        Type adaptor = trainable is null
            ? typeof(NetworkInstance<>).MakeGenericType(type)
            : typeof(TrainableInstance<,>).MakeGenericType(trainable.GetGenericArguments());
        return (NetworkInstance)Activator.CreateInstance(adaptor, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions, null, [seed], null)!;
    }
}

/// <summary>An instance of a compiled network behind a type that the tests know.</summary>
internal abstract class NetworkInstance(INetwork network)
{
    public INetwork Network => network;

    /// <summary>How many targets one image has.</summary>
    public virtual int TargetLength => throw new InvalidOperationException("The network has no loss.");

    public abstract float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default)
        where TLoss : ILoss, allows ref struct;

    /// <summary>With the declared loss; labels are rounded where it takes any.</summary>
    public virtual float Backward(ReadOnlySpan<float> input, Tensor targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default) =>
        throw new InvalidOperationException("The network has no loss.");

    /// <summary>Where a tensor lies: in the parameters, or in the buffers.</summary>
    public ParameterInfo Info(string name)
    {
        foreach (ParameterInfo info in network.ParameterInfos)
        {
            if (info.Name == name) return info;
        }

        throw new KeyNotFoundException($"No tensor '{name}' among {string.Join(", ", network.ParameterInfos.ToArray().Select(info => info.Name))}.");
    }

    public ReadOnlySpan<float> Read(string name)
    {
        ParameterInfo info = Info(name);
        return (info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length);
    }

    public void Write(string name, Tensor value)
    {
        ParameterInfo info = Info(name);
        if (info.Length != value.Data.Length) throw new ArgumentException($"{info} for a tensor of {value}.");
        value.ToSingle().CopyTo((info.Trainable ? network.Parameters : network.Buffers).Slice(info.Offset, info.Length));
    }

    /// <summary>The same part of an array that mirrors the parameters.</summary>
    public ReadOnlySpan<float> Part(ReadOnlySpan<float> gradients, string name) => gradients.Slice(Info(name).Offset, Info(name).Length);

    /// <summary>Gives the network a graph's tensors.</summary>
    public void Write(Declaration declaration, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach ((string graphName, string name) in declaration.TensorNames) Write(name, tensors[graphName]);
        foreach ((string name, Tensor value) in declaration.Constants) Write(name, value);
    }
}

/// <summary>Of a network without a loss.</summary>
internal class NetworkInstance<TNetwork>(int seed) : NetworkInstance(TNetwork.Create(seed))
    where TNetwork : class, IDifferentiable<TNetwork>
{
    protected new TNetwork Network => (TNetwork)base.Network;

    public override float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default) =>
        Network.BackwardFrom(input, ref loss, gradients, inputGradient);
}

/// <summary>Of a network with a loss.</summary>
internal sealed class TrainableInstance<TNetwork, TTarget>(int seed) : NetworkInstance<TNetwork>(seed)
    where TNetwork : class, ITrainable<TNetwork, TTarget>
    where TTarget : unmanaged
{
    public override int TargetLength => TNetwork.TargetLength;

    public override float Backward(ReadOnlySpan<float> input, Tensor targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default) =>
        Network.Backward(input, [.. targets.Data.Select(value => (TTarget)Convert.ChangeType(value, typeof(TTarget), System.Globalization.CultureInfo.InvariantCulture))], gradients, output, inputGradient);
}

/// <summary>Σ y·dy, whose gradient is any that a test wants; it also keeps the output.</summary>
internal struct DotLoss(Tensor dy) : ILoss
{
    public float[] Output { get; private set; } = [];

    public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
    {
        Output = output.ToArray();
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            outputGradient[i] = (float)dy.Data[i];
            sum += output[i] * dy.Data[i];
        }

        return (float)sum;
    }
}
