namespace Fovea.Tests.Networks;

/// <summary>Iandola et al.'s SqueezeNet 1.1.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 3, Stride = 2), ReLU, MaxPool2d(3, Stride = 2)]
[Use<Fire>(64, Hidden = 16, Name = "fire2"), Use<Fire>(64, Hidden = 16, Name = "fire3"), MaxPool2d(3, Stride = 2)]
[Use<Fire>(128, Hidden = 32, Name = "fire4"), Use<Fire>(128, Hidden = 32, Name = "fire5"), MaxPool2d(3, Stride = 2)]
[Use<Fire>(192, Hidden = 48, Name = "fire6"), Use<Fire>(192, Hidden = 48, Name = "fire7")]
[Use<Fire>(256, Hidden = 64, Name = "fire8"), Use<Fire>(256, Hidden = 64, Name = "fire9")]
[Dropout(0.5), Conv2d(1000, 1, Name = "conv10"), ReLU, GlobalAvgPool, Softmax]
public sealed partial class SqueezeNet;

/// <summary>Few channels, then many: half of them by 1×1 and half by 3×3 convolutions.</summary>
[Block]
[Conv2d(Given.Hidden, 1, Name = "squeeze1x1"), ReLU(Name = "squeezed")]
[Conv2d(Given.Channels, 1, Name = "expand1x1"), ReLU(Name = "ones")]
[From("squeezed"), Conv2d(Given.Channels, 3, Padding = 1, Name = "expand3x3"), ReLU, Concat("ones")]
public sealed partial class Fire;
