namespace Fovea.Tests.Networks;

/// <summary><see cref="ResNet20"/> without its classifier. The outputs of its stages and the pooled features are one vector, one after another.</summary>
[Network(3, 32, 32)]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "conv1"), BatchNorm2d, ReLU(Name = "stem"), Flatten(Name = "tap0")]
[From("stem"), Residual<Basic>(16, Repeat = 3, Name = "layer1"), Flatten(Name = "tap1")]
[From("layer1"), Residual<Basic>(32, Stride = 2, Repeat = 3, Shortcut = Shortcut.ZeroPad, Name = "layer2"), Flatten(Name = "tap2")]
[From("layer2"), Residual<Basic>(64, Stride = 2, Repeat = 3, Shortcut = Shortcut.ZeroPad, Name = "layer3"), Flatten(Name = "tap3")]
[From("layer3"), GlobalAvgPool, Flatten, Concat("tap0", "tap1", "tap2", "tap3")]
public sealed partial class ResNet20Taps;
