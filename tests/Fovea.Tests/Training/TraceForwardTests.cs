namespace Fovea.Tests;

/// <summary>What a network shows of its layers, and its loss of outputs that are there already.</summary>
public sealed class TraceForwardTests
{
    [Fact]
    public void LastLayer_IsTheTrainingOutput_AndNothingIsLeftBehind()
    {
        SmallResNet network = new(1), other = new(1);
        float[] inputs = new float[64 * 37];
        int[] labels = new int[37];
        TrainerFeatureTests.Digits(37).Read([.. Enumerable.Range(0, 37)], inputs, labels);
        float[] statistics = network.ReadBuffers().ToArray();
        var shown = new Dictionary<string, float[]>();
        network.TraceForward(inputs, (layer, output) => shown.Add(SmallResNet.Layers[layer].Name, output.ToArray()));
        Assert.Equal(statistics, network.ReadBuffers().ToArray());
        Assert.Equal(0, network.TrainingStep);

        float[] outputs = new float[370];
        other.Backward(inputs, labels, new float[SmallResNet.ParameterCount], outputs);
        Assert.Equal(outputs, shown["linear1"]);
        Assert.Equal(SmallResNet.Layers.ToArray().Select(layer => layer.Name), shown.Keys);
        foreach (LayerInfo layer in SmallResNet.Layers) Assert.Equal(37 * layer.Output.Length, shown[layer.Name].Length);
        Assert.All(shown["relu1"], value => Assert.True(value >= 0));
        Assert.Equal(shown["dropout1"], shown["flatten1"]);
        // Each pixel of the pooled planes is the largest of four.
        float[] before = shown["relu1"], after = shown["maxpool1"];
        for (int i = 0; i < after.Length; i++)
        {
            int corner = i / 16 * 64 + i % 16 / 4 * 16 + i % 4 * 2;
            Assert.Equal(after[i], new[] { before[corner], before[corner + 1], before[corner + 8], before[corner + 9] }.Max());
        }
    }

    [Fact]
    public void BlockedLayout_IsShownAsImages()
    {
        LargeNet network = new(1), other = new(1);
        float[] inputs = new float[64 * 5], outputs = new float[50];
        int[] labels = new int[5];
        TrainerFeatureTests.Digits(5).Read([0, 1, 2, 3, 4], inputs, labels);
        var shown = new Dictionary<string, float[]>();
        network.TraceForward(inputs, (layer, output) => shown.Add(LargeNet.Layers[layer].Name, output.ToArray()));
        float loss = other.Backward(inputs, labels, new float[LargeNet.ParameterCount], outputs);
        Assert.Equal(outputs, shown["linear1"]);
        Assert.Equal(loss, network.Loss(outputs, labels));
        foreach (LayerInfo layer in LargeNet.Layers) Assert.Equal(5 * layer.Output.Length, shown[layer.Name].Length);
        // Nearest neighbours, and the mean of each of 20 planes of 16×16.
        for (int i = 0; i < 5 * 1024; i++) Assert.Equal(inputs[i / 1024 * 64 + i % 1024 / 128 * 8 + i % 32 / 4], shown["upsample1"][i]);
        for (int i = 0; i < 100; i++) Assert.Equal(shown["dropout2d1"].Skip(256 * i).Take(256).Average(), shown["flatten1"][i], 1e-5);
        // Every image's, though in training one memory holds the normalised planes of all that a thread comes to.
        for (int channel = 0; channel < 20; channel++)
        {
            float[] before = Planes("conv1", channel), after = Planes("relu1", channel);
            double mean = before.Average(value => (double)value), deviation = Math.Sqrt(before.Average(value => (value - mean) * (value - mean)) + 1e-5);
            for (int i = 0; i < before.Length; i++) Assert.Equal(Math.Max(0, (before[i] - mean) / deviation), after[i], 1e-4);
        }

        float[] Planes(string layer, int channel) => [.. Enumerable.Range(0, 5).SelectMany(image => shown[layer].Skip((image * 20 + channel) * 1024).Take(1024))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Loss_IsThatOfBackward(int count)
    {
        // In one segment without dropout, training and evaluation are the same function.
        SmallDenoiser network = new(1);
        float[] inputs = new float[64 * count], targets = new float[64 * count], outputs = new float[64 * count];
        TrainerFeatureTests.Noisy(count).Read([.. Enumerable.Range(0, count)], inputs, targets);
        float loss = network.Backward(inputs, targets, new float[SmallDenoiser.ParameterCount], outputs);
        Assert.Equal(loss, network.Loss(outputs, targets));
        Assert.Equal(outputs.Zip(targets, (output, target) => Math.Pow((double)output - target, 2)).Average(), loss, 1e-6);
        Assert.Equal(1, network.TrainingStep);
    }

    [Fact]
    public void CrossEntropy_IsItsFormula()
    {
        SmallLeNet network = new(1);
        float[] outputs = new float[10 * 21];
        new Initializer(3).Uniform(outputs, 2);
        int[] labels = [.. Enumerable.Range(0, 21).Select(i => i % 10)];
        double expected = Enumerable.Range(0, 21).Average(i => Math.Log(Enumerable.Range(0, 10).Sum(c => Math.Exp(outputs[10 * i + c]))) - outputs[10 * i + labels[i]]);
        Assert.Equal(expected, network.Loss(outputs, labels), 1e-6);
        labels[3] = 10;
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Loss(outputs, labels));
        Assert.Throws<ArgumentException>(() => network.Loss(outputs.AsSpan(1), labels));
    }

    [Fact]
    public void DropoutMasks_DependOnTheImagesPlaceInTheStep()
    {
        // Images 16 to 36 alone, told where they stand, drop what they dropped among all 37.
        SmallLeNet network = new(1);
        float[] inputs = new float[64 * 37];
        Array.Fill(inputs, 0.5f);
        float[] all = Dropped(network, inputs);
        network.ImageOffset = 16;
        Assert.Equal(all[(16 * all.Length / 37)..], Dropped(network, inputs.AsSpan(0, 64 * 21)));
        network.ImageOffset = 0;
        Assert.NotEqual(all[(16 * all.Length / 37)..], Dropped(network, inputs.AsSpan(0, 64 * 21)));

        static float[] Dropped(SmallLeNet network, ReadOnlySpan<float> inputs)
        {
            float[] result = [];
            network.TraceForward(inputs, (layer, output) =>
            {
                if (SmallLeNet.Layers[layer].Kind == "Dropout") result = output.ToArray();
            });
            return result;
        }
    }
}
