namespace Fovea.Benchmarks.Networks;

/// <summary>LeNet-5 on 32×32, as it was published, with today's activations.</summary>
[Network(1, 32, 32)]
[Conv2d(6, 5), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
[CrossEntropyLoss]
public sealed partial class LeNet;

/// <summary>The same on MNIST's 28×28.</summary>
[Network(1, 28, 28)]
[Conv2d(6, 5, Padding = 2), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
[CrossEntropyLoss]
public sealed partial class LeNet5;
