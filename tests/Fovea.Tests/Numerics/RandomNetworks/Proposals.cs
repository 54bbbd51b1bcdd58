using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>A layer that could come next: what it does to the last output, and to others.</summary>
internal sealed record Proposal(string Op, object? Attributes = null, params string[] Others);

/// <summary>Generators of layers: each looks at its place and says what it could add, or null.</summary>
internal static partial class Proposals
{
    /// <summary>Kind of layer in the vocabulary, how often it is tried, its generator.</summary>
    public static IReadOnlyList<(string Kind, int Weight, Func<Place, Gen<Proposal>?> Generator)> All { get; } =
    [
        ("Conv2d", 7, OnImages(Convolution)),
        ("DepthwiseConv2d", 2, OnImages(Depthwise)),
        ("ConvTranspose2d", 3, OnImages(Transposed)),
        ("Linear", 4, OnVectors(Linear)),
        ("MaxPool2d", 3, OnImages(shape => Pooling("max_pool2d", shape))),
        ("AvgPool2d", 3, OnImages(shape => Pooling("avg_pool2d", shape))),
        ("AdaptiveAvgPool2d", 1, OnImages(_ => Adaptive("adaptive_avg_pool2d"))),
        ("AdaptiveMaxPool2d", 1, OnImages(_ => Adaptive("adaptive_max_pool2d"))),
        ("GlobalAvgPool", 1, OnImages(_ => Plain("global_avg_pool2d"))),
        ("GlobalMaxPool", 1, OnImages(_ => Plain("global_max_pool2d"))),
        // Seldom possible.
        ("MaxUnpool2d", 60, Unpooling),
        ("Upsample", 1, OnImages(_ => from op in Resampling from factor in Gen.Int[2, 3] from aligned in Gen.Bool select new Proposal(op, new { scale_factor = factor, align_corners = aligned }))),
        ("Resize", 1, OnImages(_ => from op in Resampling from height in Gen.Int[1, 9] from width in Gen.Int[1, 9] from aligned in Gen.Bool select new Proposal(op, new { size = new[] { height, width }, align_corners = aligned }))),
        ("PixelShuffle", 3, OnImages(Shuffle)),
        ("PixelUnshuffle", 2, OnImages(Unshuffle)),
        ("ZeroPad2d", 1, OnImages(shape => Padding("constant", 0, shape))),
        ("ConstantPad2d", 1, OnImages(shape => Padding("constant", 0.75, shape))),
        ("ReflectionPad2d", 1, OnImages(shape => Padding("reflect", 0, shape))),
        ("ReplicationPad2d", 1, OnImages(shape => Padding("replicate", 0, shape))),
        ("Filter", 2, OnImages(Filter)),
        ("BatchNorm2d", 3, OnImages(_ => BatchNorm)),
        ("BatchNorm1d", 2, OnVectors(_ => BatchNorm)),
        ("GroupNorm", 1, OnImages(GroupNorm)),
        ("InstanceNorm2d", 1, OnImages(shape => shape[1] * shape[2] < 4 ? null : from affine in Gen.Bool select new Proposal("instance_norm", new { affine }))),
        ("LayerNorm", 1, place => Tensor.Length(place.Shape) < 4 ? null : from affine in Gen.Bool select new Proposal("layer_norm", new { affine })),
        ("LocalResponseNorm", 1, OnImages(_ => from size in Gen.Int[1, 5] select new Proposal("local_response_norm", new { size, alpha = 0.1, k = 1.5 }))),
        ("Normalize", 1, Constants),
        ("ReLU", 4, _ => Plain("relu")),
        ("ReLU6", 1, _ => Plain("relu6")),
        ("LeakyReLU", 1, _ => Gen.Const(new Proposal("leaky_relu", new { negative_slope = 0.2 }))),
        ("PReLU", 1, place => from each in Gen.Bool select new Proposal("prelu", new { num_parameters = each ? place.Shape[0] : 1 })),
        ("ELU", 1, _ => Gen.Const(new Proposal("elu", new { alpha = 1.25 }))),
        ("SELU", 1, _ => Plain("selu")),
        ("GELU", 1, _ => from approximate in Gen.OneOf("none", "tanh") select new Proposal("gelu", new { approximate })),
        ("SiLU", 1, _ => Plain("silu")),
        ("Mish", 1, _ => Plain("mish")),
        ("Hardswish", 1, _ => Plain("hardswish")),
        ("Hardsigmoid", 1, _ => Plain("hardsigmoid")),
        ("Hardtanh", 1, _ => Gen.OneOf(new Proposal("hardtanh"), new Proposal("hardtanh", new { min = -0.5, max = 0.75 }))),
        ("Sigmoid", 2, _ => Plain("sigmoid")),
        ("Tanh", 2, _ => Plain("tanh")),
        ("Softplus", 1, _ => Gen.OneOf(new Proposal("softplus"), new Proposal("softplus", new { beta = 1.5, threshold = 3.0 }))),
        ("Softmax", 1, _ => Plain("softmax")),
        ("LogSoftmax", 1, _ => Plain("log_softmax")),
        ("Dropout", 1, _ => Dropping("dropout")),
        ("Dropout2d", 1, OnImages(_ => Dropping("dropout2d"))),
        ("Flatten", 2, OnImages(_ => Plain("flatten"))),
        ("Unflatten", 4, OnVectors(Unflattening)),
        ("Add", 4, place => Join("add", place, shape => shape.SequenceEqual(place.Shape), most: 2)),
        ("Multiply", 4, place => Join("multiply", place, shape => shape.SequenceEqual(place.Shape) || Legality.IsBroadcast(shape, place.Shape) || Legality.IsBroadcast(place.Shape, shape), most: 1)),
        ("Concat", 4, place => Join("concat", place, shape => shape.Length == place.Shape.Length && shape.Skip(1).SequenceEqual(place.Shape.Skip(1)), most: 3)),
    ];

    private static Func<Place, Gen<Proposal>?> OnImages(Func<int[], Gen<Proposal>?> generator) => place => place.Shape.Length == 3 ? generator(place.Shape) : null;

    private static Func<Place, Gen<Proposal>?> OnVectors(Func<int[], Gen<Proposal>?> generator) => place => place.Shape.Length == 1 ? generator(place.Shape) : null;
}
