namespace Fovea.Tests.Numerics;

/// <summary>The attribute of each operation and loss.</summary>
internal static class LayerText
{
    /// <param name="op">The operation.</param>
    /// <param name="a">Its arguments.</param>
    /// <param name="shape">The shape of its input, the batch included.</param>
    /// <param name="others">The declaration's names of its further operands, or of the pool to undo.</param>
    /// <param name="purpose">What the declaration is for.</param>
    /// <exception cref="InexpressibleException">The vocabulary has no words for it.</exception>
    public static AttributeText Of(string op, NodeAttributes a, int[] shape, IReadOnlyList<string> others, Purpose purpose)
    {
        switch (op)
        {
            case "conv2d":
            {
                bool depthwise = a.Text("spelling", "") == "DepthwiseConv2d";
                AttributeText text = depthwise ? new AttributeText("DepthwiseConv2d") : new AttributeText("Conv2d").With(a.Int("out_channels"));
                text.Kernel(a.Pair("kernel", 0)).Pair("Stride", a.Pair("stride", 1), 1);
                Pad(text, a);
                text.Pair("Dilation", a.Pair("dilation", 1), 1);
                return (depthwise ? text : text.Named("Groups", a.Int("groups", 1), 1)).Named("Bias", a.Flag("bias", true), true);
            }

            case "conv_transpose2d":
                return new AttributeText("ConvTranspose2d").With(a.Int("out_channels")).Kernel(a.Pair("kernel", 0)).Pair("Stride", a.Pair("stride", 1), 1)
                    .Pair("Padding", a.Pair("padding", 0), 0).Pair("OutputPadding", a.Pair("output_padding", 0), 0).Pair("Dilation", a.Pair("dilation", 1), 1)
                    .Named("Groups", a.Int("groups", 1), 1).Named("Bias", a.Flag("bias", true), true);
            case "filter":
                return new AttributeText("Filter").With([.. a.Doubles("weights")]).Named("Scale", a.Double("scale", 1), 1.0)
                    .Named("Padding", a.Int("padding", 0), 0).Named("Stride", a.Int("stride", 1), 1).Named("Sum", a.Flag("sum", false), false);
            case "linear":
                return new AttributeText("Linear").With(a.Int("out_features")).Named("Bias", a.Flag("bias", true), true).Named("In", a.Int("asserted_features", 0), 0);
            case "max_pool2d" or "avg_pool2d":
            {
                (int, int) kernel = a.Pair("kernel", 0), stride = a.Has("stride") ? a.Pair("stride", 1) : kernel;
                AttributeText text = new AttributeText(op == "max_pool2d" ? "MaxPool2d" : "AvgPool2d").Kernel(kernel);
                if (stride != kernel) text.Pair("Stride", stride, -1);
                Pad(text, a);
                text.Pair("Dilation", a.Pair("dilation", 1), 1).Named("CeilMode", a.Flag("ceil_mode", false), false);
                if (a.Text("padding_mode", "") == "zeros") text.Word("PaddingMode", "PadMode.Zero");
                if (op == "avg_pool2d") text.Named("CountIncludePad", a.Flag("count_include_pad", true), true);
                return a.Has("divisor_override") ? text.Named("DivisorOverride", a.Int("divisor_override")) : text;
            }

            case "adaptive_avg_pool2d" or "adaptive_max_pool2d":
            {
                (int height, int width) = a.Pair("output_size", 1);
                AttributeText text = new(op == "adaptive_avg_pool2d" ? "AdaptiveAvgPool2d" : "AdaptiveMaxPool2d");
                return height == width ? text.With(height) : text.With(height, width);
            }

            case "global_avg_pool2d": return new("GlobalAvgPool");
            case "global_max_pool2d": return new("GlobalMaxPool");
            case "max_unpool2d": return new AttributeText("MaxUnpool2d").With([.. others]);
            case "upsample_nearest" or "upsample_bilinear":
            {
                AttributeText text = a.Has("size")
                    ? new AttributeText("Resize").With(a.Pair("size", 0).Y, a.Pair("size", 0).X)
                    : new AttributeText("Upsample").With(a.Int("scale_factor"));
                return op == "upsample_nearest" ? text : text.Word("Mode", "ResizeMode.Bilinear").Named("AlignCorners", a.Flag("align_corners", false), false);
            }

            case "pixel_shuffle": return new AttributeText("PixelShuffle").With(a.Int("r"));
            case "pixel_unshuffle": return new AttributeText("PixelUnshuffle").With(a.Int("r"));
            case "pad":
            {
                string mode = a.Text("mode", "constant");
                double value = a.Double("value", 0);
                string kind = mode switch { "constant" => value == 0 ? "ZeroPad2d" : "ConstantPad2d", "reflect" => "ReflectionPad2d", "replicate" => "ReplicationPad2d", _ => throw new InexpressibleException($"Padding mode '{mode}'.") };
                int[] sides = a.Ints("pad");
                AttributeText text = new AttributeText(kind).With([.. (sides.Distinct().Count() == 1 ? sides[..1] : sides).Cast<object>()]);
                return kind == "ConstantPad2d" ? text.With(value) : text;
            }

            case "batch_norm":
                return Norm(shape.Length == 2 ? "BatchNorm1d" : "BatchNorm2d", a).Named("Momentum", a.Double("momentum", 0.1), 0.1).Named("Affine", a.Flag("affine", true), true);
            case "group_norm": return Norm(new AttributeText("GroupNorm").With(a.Int("groups")), a).Named("Affine", a.Flag("affine", true), true);
            case "instance_norm": return Norm("InstanceNorm2d", a).Named("Affine", a.Flag("affine", false), false);
            case "layer_norm":
                if (a.Has("normalized_shape") && !a.Ints("normalized_shape").SequenceEqual(shape[1..])) throw new InexpressibleException("LayerNorm over part of an image.");
                return Norm("LayerNorm", a).Named("Affine", a.Flag("affine", true), true);
            case "local_response_norm":
                return new AttributeText("LocalResponseNorm").With(a.Int("size")).Named("Alpha", a.Double("alpha", 1e-4), 1e-4).Named("Beta", a.Double("beta", 0.75), 0.75).Named("K", a.Double("k", 1), 1.0);
            case "normalize":
            {
                AttributeText text = new AttributeText("Normalize").With([.. a.Doubles("mean")]);
                return a.Has("deviation") ? text.Named("Deviation", a.Doubles("deviation")) : text;
            }

            case "relu": return new("ReLU");
            case "relu6": return new("ReLU6");
            case "leaky_relu": return new AttributeText("LeakyReLU").With(a.Double("negative_slope", 0.01));
            case "elu": return a.Has("alpha") ? new AttributeText("ELU").With(a.Double("alpha")) : new("ELU");
            case "selu": return new("SELU");
            case "gelu": return a.Text("approximate", "none") == "tanh" ? new AttributeText("GELU").Named("Approximate", true) : new("GELU");
            case "silu": return new("SiLU");
            case "mish": return new("Mish");
            case "hardswish": return new("Hardswish");
            case "hardsigmoid": return new("Hardsigmoid");
            case "hardtanh": return a.Has("min") ? new AttributeText("Hardtanh").With(a.Double("min"), a.Double("max")) : new("Hardtanh");
            case "sigmoid": return new("Sigmoid");
            case "tanh": return new("Tanh");
            case "softplus": return a.Has("beta") ? new AttributeText("Softplus").With(a.Double("beta"), a.Double("threshold", 20)) : new("Softplus");
            case "prelu": return Prelu(a, shape);
            case "softmax" or "log_softmax":
                if (a.Int("dim", 1) != 1 && !(a.Int("dim") == -1 && shape.Length == 2)) throw new InexpressibleException("Softmax over something other than channels.");
                return new(op == "softmax" ? "Softmax" : "LogSoftmax");
            case "dropout" or "dropout2d":
            {
                double p = a.Double("p", 0.5);
                if (purpose == Purpose.Differentiation && !a.Flag("training", true)) p = 0;
                return new AttributeText(op == "dropout" ? "Dropout" : "Dropout2d").With(p);
            }

            case "identity": return new AttributeText("Dropout").With(0.0);
            case "flatten": return new("Flatten");
            case "unflatten": return new AttributeText("Unflatten").With([.. a.Ints("shape").Cast<object>()]);
            case "add": return new AttributeText("Add").With([.. others]);
            case "multiply": return new AttributeText("Multiply").With([.. others]);
            case "concat":
                if (a.Int("dim", 1) != 1 && !(a.Int("dim") == -1 && shape.Length == 2)) throw new InexpressibleException("Concatenation of something other than channels.");
                return new AttributeText("Concat").With([.. others]);
            default: throw new InexpressibleException($"No layer for '{op}'.");
        }
    }

    /// <summary>What a layer itself cannot say, a layer before it does: padding that differs on each side.</summary>
    public static AttributeText? PaddingBefore(NodeAttributes a) => HasFourPaddings(a) && a.Ints("padding") is [int top, int left, int bottom, int right]
        ? new AttributeText("ZeroPad2d").With(left, right, top, bottom)
        : null;

    private static bool HasFourPaddings(NodeAttributes a) => a.Has("padding") && !a.IsText("padding") && a.Ints("padding").Length == 4;

    private static void Pad(AttributeText text, NodeAttributes a)
    {
        if (a.IsText("padding"))
        {
            string mode = a.Text("padding", "");
            if (mode != "valid") text.Word("Padding", mode == "same" ? "Pad.Same" : "Pad.SameUpper");
        }
        else if (!HasFourPaddings(a))
        {
            text.Pair("Padding", a.Pair("padding", 0), 0);
        }
    }

    private static AttributeText Norm(string kind, NodeAttributes a) => Norm(new AttributeText(kind), a);

    private static AttributeText Norm(AttributeText text, NodeAttributes a) => text.Named("Eps", a.Double("eps", 1e-5), 1e-5);

    private static AttributeText Prelu(NodeAttributes a, int[] shape) => a.Int("num_parameters", shape[1]) == 1
        ? new("PReLU")
        : new AttributeText("PReLU").With(a.Int("num_parameters", shape[1]));

    /// <summary>A loss.</summary>
    public static AttributeText Of(Loss loss)
    {
        NodeAttributes a = loss.Attributes;
        AttributeText text = loss.Type switch
        {
            "cross_entropy" => new AttributeText("CrossEntropyLoss").Named("LabelSmoothing", a.Double("label_smoothing", 0), 0.0),
            "nll" => new("NLLLoss"),
            "bce" => new("BCELoss"),
            "bce_with_logits" => new AttributeText("BCEWithLogitsLoss").Named("PositiveWeight", a.Double("pos_weight", 1), 1.0),
            "mse" => new("MSELoss"),
            "l1" => new("L1Loss"),
            "smooth_l1" => new AttributeText("SmoothL1Loss").Named("Beta", a.Double("beta", 1), 1.0),
            "huber" => new AttributeText("HuberLoss").Named("Delta", a.Double("delta", 1), 1.0),
            _ => throw new InexpressibleException($"No loss '{loss.Type}'."),
        };
        if (a.Has("ignore_index")) text.Named("IgnoreIndex", a.Int("ignore_index"));
        if (a.Has("class_weight")) text.Named("ClassWeights", a.Doubles("class_weight"));
        return a.Text("reduction", "mean") switch
        {
            "mean" => text,
            "sum" => text.Word("Reduction", "Reduction.Sum"),
            string other => throw new InexpressibleException($"Reduction '{other}'."),
        };
    }
}
