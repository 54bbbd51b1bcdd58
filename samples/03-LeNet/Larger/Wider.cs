using Fovea;

namespace Reading.Larger;

/// <summary>The third way: a first linear layer for 16×14×14 = 3136 numbers, where LeNet's takes 16×5×5 = 400.</summary>
[Network(1, 68, 68)]
[Conv2d(6, 5), ReLU, MaxPool2d(2)]
[Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 3136, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]
[CrossEntropyLoss]
public sealed partial class Wider;
