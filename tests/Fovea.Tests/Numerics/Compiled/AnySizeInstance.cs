using System.Globalization;

namespace Fovea.Tests.Numerics;

/// <summary>Of a network of any size, held at one size. It has no interface to differentiate by, so its methods are bound by name.</summary>
internal sealed class AnySizeInstance(IAnySizeNetwork network, int height, int width) : NetworkInstance(new SizedNetwork(network, height, width))
{
    private delegate float BackwardFromPass<TLoss>(ReadOnlySpan<float> input, int height, int width, ref TLoss loss, Span<float> gradients, Span<float> inputGradient)
        where TLoss : ILoss, allows ref struct;

    private delegate float BackwardPass<TTarget>(ReadOnlySpan<float> input, int height, int width, ReadOnlySpan<TTarget> targets, Span<float> gradients, Span<float> output, Span<float> inputGradient);

    public override float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient = default) =>
        network.GetType().GetMethod("BackwardFrom")!.MakeGenericMethod(typeof(TLoss)).CreateDelegate<BackwardFromPass<TLoss>>(network)(input, height, width, ref loss, gradients, inputGradient);

    public override float Backward(ReadOnlySpan<float> input, Tensor targets, Span<float> gradients, Span<float> output = default, Span<float> inputGradient = default) =>
        network.GetType().GetMethod("Backward")!.GetParameters()[3].ParameterType == typeof(ReadOnlySpan<int>)
            ? Backward<int>(input, targets, gradients, output, inputGradient)
            : Backward<float>(input, targets, gradients, output, inputGradient);

    private float Backward<TTarget>(ReadOnlySpan<float> input, Tensor targets, Span<float> gradients, Span<float> output, Span<float> inputGradient) =>
        network.GetType().GetMethod("Backward")!.CreateDelegate<BackwardPass<TTarget>>(network)(
            input, height, width, [.. targets.Data.Select(value => (TTarget)Convert.ChangeType(value, typeof(TTarget), CultureInfo.InvariantCulture))], gradients, output, inputGradient);

    /// <summary>A network of any size as one of this size.</summary>
    private sealed class SizedNetwork(IAnySizeNetwork network, int height, int width) : INetwork
    {
        public Shape InputShape => Shape.Image(network.InputShape.Channels, height, width);

        public Shape OutputShape => network.OutputShapeFor(height, width);

        public int ParameterCount => network.ParameterCount;

        public ReadOnlySpan<LayerInfo> Layers => network.Layers;

        public ReadOnlySpan<ParameterInfo> ParameterInfos => network.ParameterInfos;

        public Span<float> Parameters => network.Parameters;

        public Span<float> Buffers => network.Buffers;

        public int MaxDegreeOfParallelism { get => network.MaxDegreeOfParallelism; set => network.MaxDegreeOfParallelism = value; }

        public long TrainingStep { get => network.TrainingStep; set => network.TrainingStep = value; }

        public int ImageOffset { get => network.ImageOffset; set => network.ImageOffset = value; }

        public IReadOnlyList<string> FrozenStatistics { get => network.FrozenStatistics; set => network.FrozenStatistics = value; }

        public long DropoutSeed { get => network.DropoutSeed; set => network.DropoutSeed = value; }

        public ReadOnlySpan<float> ReadParameters() => network.ReadParameters();

        public ReadOnlySpan<float> ReadBuffers() => network.ReadBuffers();

        public void ParametersChanged() => network.ParametersChanged();

        public void Forward(ReadOnlySpan<float> input, Span<float> output) => network.Forward(input, height, width, output);

        public float[] Forward(ReadOnlySpan<float> input) => network.Forward(input, height, width);

        public void Save(string path) => network.Save(path);

        public void Save(Stream stream) => network.Save(stream);

        public void SaveOnnx(Stream stream) => network.SaveOnnx(stream);
    }
}
