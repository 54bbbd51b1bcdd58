namespace Fovea.Tests.Networks;

/// <summary>The digits' network of the ONNX model zoo, as CNTK trained it: on pixels from 0 to 255.</summary>
#pragma warning disable FOV2001 // The last pooling leaves out two rows and columns of its 14, and so it was trained.
[Network(1, 28, 28)]
[Conv2d(8, 5, Padding = Pad.SameUpper), ReLU, MaxPool2d(2)]
[Conv2d(16, 5, Padding = Pad.SameUpper), ReLU, MaxPool2d(3)]
[Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class MnistCntk;
#pragma warning restore FOV2001
