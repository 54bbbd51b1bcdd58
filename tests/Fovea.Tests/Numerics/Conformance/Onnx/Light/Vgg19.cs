/// <summary>VGG with 19 layers (Simonyan and Zisserman 2014).</summary>
[Network(3, 224, 224)]
[Use<ConvReLU>(64, Repeat = 2), MaxPool2d(2)]
[Use<ConvReLU>(128, Repeat = 2), MaxPool2d(2)]
[Use<ConvReLU>(256, Repeat = 4), MaxPool2d(2)]
[Use<ConvReLU>(512, Repeat = 4), MaxPool2d(2)]
[Use<ConvReLU>(512, Repeat = 4), MaxPool2d(2)]
[Flatten, Linear(4096), ReLU, Dropout(0.5), Linear(4096), ReLU, Dropout(0.5), Linear(1000)]
[CrossEntropyLoss]
public sealed partial class Vgg19;

[Block]
[Conv2d(Given.Channels, 3, Padding = 1), ReLU]
public sealed partial class ConvReLU;
