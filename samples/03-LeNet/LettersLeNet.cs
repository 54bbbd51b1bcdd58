using Fovea;

namespace Reading;

/// <summary>For 26 letters instead of ten digits, the last number is another.</summary>
[Network(1, 32, 32)]
[Conv2d(6, 5), ReLU, MaxPool2d(2)]
[Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(26, Name = "f3")]
[CrossEntropyLoss]
public sealed partial class LettersLeNet;
