/// <summary>SqueezeNet 1.1 (Iandola et al. 2016).</summary>
[Network(3, 224, 224)]
[Conv2d(64, 3, Stride = 2), ReLU, MaxPool2d(3, Stride = 2)]
[Use<Fire>(64, Hidden = 16), Use<Fire>(64, Hidden = 16), MaxPool2d(3, Stride = 2)]
[Use<Fire>(128, Hidden = 32), Use<Fire>(128, Hidden = 32), MaxPool2d(3, Stride = 2)]
[Use<Fire>(192, Hidden = 48), Use<Fire>(192, Hidden = 48), Use<Fire>(256, Hidden = 64), Use<Fire>(256, Hidden = 64)]
[Dropout(0.5), Conv2d(1000, 1), ReLU, GlobalAvgPool]
[CrossEntropyLoss]
public sealed partial class SqueezeNet;

[Block]
[Conv2d(Given.Hidden, 1), ReLU(Name = "squeeze")]
[Conv2d(Given.Channels, 1), ReLU(Name = "expand")]
[From("squeeze"), Conv2d(Given.Channels, 3, Padding = 1), ReLU, Concat("expand")]
public sealed partial class Fire;
