using Fovea;

namespace Recognition;

/// <summary>What turns AlexNet's numbers into probabilities. The loss has its own softmax, so that the network ends without one.</summary>
[Network(1000), Softmax]
public sealed partial class Probabilities;
