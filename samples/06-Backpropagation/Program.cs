using System.Globalization;
using Backpropagation;
using Fovea;
using Fovea.Samples;

if (SampleOptions.Parse(args) is null) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;

float[] x = [1, -0.5f, 2, -2, -2, 1, -1.5f, 1, 1, 0, 0, 0];
float[] target = [0, 1, 1, 0];
const double LearningRate = 1;

var network = new ByHand();
network.Conv1Weight.Fill(1);

Title("The question");
Console.WriteLine("""
    A 1×1 convolution over three channels with weights w = (1, 1, 1); 2×2 max
    pooling, stride 2, with one zero around the image; binary cross-entropy,
    summed; one step of gradient descent with learning rate 1. What are the
    weights then?

    """);
Matrices.Write(("x, channel 1", x[..4], 2), ("channel 2", x[4..8], 2), ("channel 3", x[8..], 2), ("target t", target, 2));

// Forward. A hook sees what every layer made of the image.
float[][] made = new float[ByHand.Layers.Length][];
network.TraceForward(x, (layer, output) => made[layer] = output.ToArray());
(float[] convolved, float[] pooled) = (made[0], made[1]);
Title("Forward");
Console.WriteLine("""
    The convolution adds the channels up. Each window of the pooling then holds
    one of its pixels and three zeros, so that here it does what a ReLU does.

    """);
Matrices.Write(("y = conv(x)", convolved, 2), ("s = pool(y)", pooled, 2));

// Backward: one call.
float[] gradient = new float[ByHand.ParameterCount], inputGradient = new float[x.Length];
float loss = network.Backward(x, target, gradient, inputGradient: inputGradient);
Title("Loss and backward");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"L = −Σ (t·log s + (1 − t)·log(1 − s)) = 2·log 2 = {loss:0.000000}"));
Console.WriteLine("""
    Where t is 0, s is 0 too, and adds nothing. Where t is 1, ∂L/∂s = −1/s = −2.
    In the two other windows a zero of the padding is the largest, and their
    gradient goes nowhere. A weight's gradient is the sum over the pixels of
    ∂L/∂y times its channel.

    """);
Matrices.Write(("∂L/∂y", inputGradient[..4], 2), ("∂L/∂w = Σ ∂L/∂y·x", gradient, 3));

new Sgd(LearningRate).Step(network.Parameters, gradient);
Title("One step");
Console.WriteLine("w − 1·∂L/∂w:\n");
Matrices.Write(("w", network.ReadParameters().ToArray(), 3), ("s with the new weights", network.Forward(x), 2));

// The same layer, fully connected: each of the four pixels is an output with twelve weights, of which nine are zero.
Title("The same as a linear layer");
Console.WriteLine("""
    The convolution is a fully-connected layer that uses three numbers again and
    again: of the twelve weights of each output three are w, the others 0.
    Trained as a linear layer, each of its 48 weights would go its own way.
    Summed over the four places where w stands, their gradients are ∂L/∂w.

    """);
var linear = new AsLinear();
linear.Parameters.Clear();
for (int pixel = 0; pixel < 4; pixel++)
{
    for (int channel = 0; channel < 3; channel++) linear.Linear1Weight[pixel * 12 + channel * 4 + pixel] = 1;
}
float[] linearGradient = new float[AsLinear.ParameterCount], shared = new float[3];
float[] weights = linear.ReadParameters().ToArray();
linear.Backward(x, target, linearGradient);
for (int pixel = 0; pixel < 4; pixel++)
{
    for (int channel = 0; channel < 3; channel++) shared[channel] += linearGradient[pixel * 12 + channel * 4 + pixel];
}
Matrices.Write(("weight, 4×12", weights, 12));
Matrices.Write(("its gradient, 4×12", linearGradient, 12), ("summed where w stands", shared, 3));

Title("And PyTorch?");
Console.WriteLine("""
    It pads its max pooling with −∞, which never wins: the last number would be
    −1, which is no probability. Here PaddingMode = PadMode.Zero makes the padding
    zeros that compete; without it, Fovea does as PyTorch:

    """);
var other = new AsInPyTorch();
other.Conv1Weight.Fill(1);
Matrices.Write(("s, padded with −∞", other.Forward(x), 2));
return 0;

static void Title(string title) => Console.WriteLine($"── {title} " + new string('─', 75 - title.Length) + "\n");
