using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>A kind of layer: its attribute's name, and how its arguments are read.</summary>
internal sealed record LayerKind(string Name, Func<ArgumentReader, Layer?> Read);

/// <summary>Every kind of layer. The one place that knows them all.</summary>
internal static class LayerCatalog
{
    private static readonly Dictionary<string, LayerKind> Kinds = new LayerKind[]
    {
        new("Conv2d", Conv2dLayer.Read),
        new("Linear", LinearLayer.Read),
        new("MaxPool2d", MaxPool2dLayer.Read),
        new("AvgPool2d", AvgPool2dLayer.Read),
        new("ReLU", _ => new ReLULayer()),
        new("Sigmoid", _ => new SigmoidLayer()),
        new("Tanh", _ => new TanhLayer()),
        new("Softmax", _ => new SoftmaxLayer()),
        new("LogSoftmax", _ => new LogSoftmaxLayer()),
        new("ReLU6", _ => new ReLU6Layer()),
        new("LeakyReLU", LeakyReLULayer.Read),
        new("PReLU", PReLULayer.Read),
        new("ELU", ELULayer.Read),
        new("SELU", _ => new SELULayer()),
        new("GELU", GELULayer.Read),
        new("SiLU", _ => new SiLULayer()),
        new("Mish", _ => new MishLayer()),
        new("Hardswish", _ => new HardswishLayer()),
        new("Hardsigmoid", _ => new HardsigmoidLayer()),
        new("Hardtanh", HardtanhLayer.Read),
        new("Softplus", SoftplusLayer.Read),
        new("GroupNorm", GroupNormLayer.Read),
        new("InstanceNorm2d", InstanceNorm2dLayer.Read),
        new("LayerNorm", LayerNormLayer.Read),
        new("LocalResponseNorm", LocalResponseNormLayer.Read),
        new("Normalize", NormalizeLayer.Read),
        new("Flatten", _ => new FlattenLayer()),
        new("Dropout", DropoutLayer.Read),
        new("Add", AddLayer.Read),
        new("Multiply", MultiplyLayer.Read),
        new("Concat", ConcatLayer.Read),
        new("BatchNorm2d", BatchNormLayer.Read("BatchNorm2d")),
        new("BatchNorm1d", BatchNormLayer.Read("BatchNorm1d")),
        new("DepthwiseConv2d", DepthwiseConv2dLayer.Read),
        new("ConvTranspose2d", ConvTranspose2dLayer.Read),
        new("AdaptiveAvgPool2d", AdaptiveAvgPool2dLayer.Read),
        new("AdaptiveMaxPool2d", AdaptiveMaxPool2dLayer.Read),
        new("GlobalAvgPool", _ => new GlobalAvgPoolLayer()),
        new("GlobalMaxPool", _ => new GlobalMaxPoolLayer()),
        new("MaxUnpool2d", MaxUnpool2dLayer.Read),
        new("Upsample", UpsampleLayer.Read),
        new("Resize", ResizeLayer.Read),
        new("PixelShuffle", PixelShuffleLayer.Read),
        new("PixelUnshuffle", PixelUnshuffleLayer.Read),
        new("Unflatten", UnflattenLayer.Read),
        new("ZeroPad2d", ZeroPad2dLayer.Read),
        new("ConstantPad2d", ConstantPad2dLayer.Read),
        new("ReflectionPad2d", ReflectionPad2dLayer.Read),
        new("ReplicationPad2d", ReplicationPad2dLayer.Read),
        new("Filter", FilterLayer.Read),
        new("Dropout2d", Dropout2dLayer.Read),
    }.ToDictionary(kind => kind.Name);

    public static LayerKind? Find(string name) => Kinds.TryGetValue(name, out LayerKind kind) ? kind : null;
}
