using Fovea.Tests.Networks;

namespace Fovea.Tests;

/// <summary>Weights that others trained, in networks declared here, against what PyTorch computes with them.</summary>
public sealed class PretrainedTests
{
    // Rounding in single precision alone.
    private const double Tolerance = 1e-5;

    [Fact]
    public void ResNet20_LoadsByName()
    {
        var expected = new PretrainedCase("cifar10-resnet20");
        ResNet20 network = ResNet20.Load(expected.WeightsPath);
        float[] logits = network.Forward(expected.Input);
        expected.AssertIs("ref_logits.bin", logits, Tolerance);
        IEnumerable<int> classes = expected.Record.GetProperty("ref_logits").GetProperty("argmax").EnumerateArray().Select(index => index.GetInt32());
        Assert.Equal(classes, logits.Chunk(10).Select(scores => scores.IndexOf(scores.Max())));
        Assert.Equal(expected.Record.GetProperty("trainable_params").GetInt32(), network.Parameters.Length);
    }

    [Fact]
    public void ResNet20_AgreesStageByStage()
    {
        var expected = new PretrainedCase("cifar10-resnet20");
        var network = new ResNet20Taps();
        CopyReport report = Weights.CopyWeights(expected.Weights, network);
        Assert.Equal(["linear.weight", "linear.bias"], report.Unused);
        float[] output = network.Forward(expected.Input.AsSpan(0, 2 * ResNet20Taps.InputShape.Length));
        int start = 0;
        foreach (string tap in (string[])["stem", "layer1", "layer2", "layer3", "gap"])
        {
            string file = $"ref_tap_{tap}.bin";
            int length = expected.Read(file).Length / 2, from = start;
            expected.AssertIs(file, [.. output.Chunk(ResNet20Taps.OutputShape.Length).SelectMany(image => image.Skip(from).Take(length))], Tolerance);
            start += length;
        }

        Assert.Equal(ResNet20Taps.OutputShape.Length, start);
    }

    // ONNX multiplies rows by a [256, 10] matrix, which the file has as the pooling's [16, 4, 4] and 10.
    private static TensorMap MnistNames => new()
    {
        ["conv1.weight"] = "Parameter5",
        ["conv1.bias"] = new("Parameter6") { Reshape = [8] },
        ["conv2.weight"] = "Parameter87",
        ["conv2.bias"] = new("Parameter88") { Reshape = [16] },
        ["linear1.weight"] = new("Parameter193") { Reshape = [256, 10], Permutation = [1, 0] },
        ["linear1.bias"] = new("Parameter194") { Reshape = [10] },
    };

    [Fact]
    public void MnistCntk_ByAMapOfNamesAndTurns()
    {
        var expected = new PretrainedCase("mnist-cntk");
        var network = new MnistCntk();
        CopyReport report = Weights.CopyWeights(expected.Weights, network, MnistNames);
        Assert.Equal(6, report.Copied.Count);
        Assert.Empty(report.Unused);
        expected.AssertIs("ref_output_0.bin", network.Forward(expected.Input), Tolerance);
    }

    [Fact]
    public void MnistCntk_ReadsAsManyDigitsAsItsRecordSays()
    {
        var expected = new PretrainedCase("mnist-cntk");
        var network = new MnistCntk();
        Weights.CopyWeights(expected.Weights, network, MnistNames);
        // Pixels from 0 to 255.
        IDataset<int> digits = IdxDataset.OpenMnist(SharedFiles.Mnist, train: false).Normalize(new Normalization([0], [1f / 255]));
        Assert.Equal(expected.Record.GetProperty("check_count").GetInt32(), digits.Count);
        Assert.Equal(expected.Record.GetProperty("check_accuracy_mnist_test").GetDouble(), network.Evaluate(digits).Correct / (double)digits.Count, 1e-9);
    }

    [Fact]
    public void MnistCntk_SaysWhatIsNotFound()
    {
        var expected = new PretrainedCase("mnist-cntk");
        var network = new MnistCntk(seed: 1);
        TensorMap map = MnistNames;
        map["conv2.bias"] = "Parameter89";
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(expected.Weights, network, map));
        Assert.Contains("MnistCntk needs tensors that are not there: 'conv2.bias' (there 'Parameter89'). There, and not used: 'Parameter88'.", exception.Message);
        Assert.Equal(new MnistCntk(seed: 1).ReadParameters(), network.ReadParameters());

        CopyReport report = Weights.CopyWeights(expected.Weights, network, map, allowMissing: true);
        Assert.Equal(["conv2.bias"], report.Missing);
        Assert.Equal(["Parameter88"], report.Unused);
    }

    [Fact]
    public void SuperResolution_WithTheSameNames()
    {
        var expected = new PretrainedCase("superresolution-x3");
        var network = new SuperResolution();
        Assert.Empty(Weights.CopyWeights(expected.Weights, network).Unused);
        float[] output = network.Forward(expected.Input, 48, 48);
        expected.AssertIs("ref_output.bin", output, Tolerance);

        // Its pixels depend on five around them: those of a part are the whole's, but for the edges where it is cut.
        const int Height = 31, Width = 17, Reach = 5;
        float[] part = network.Forward([.. expected.Input.Chunk(48).Take(Height).SelectMany(row => row.Take(Width))], Height, Width);
        IEnumerable<float> inner = part.Chunk(3 * Width).Take(3 * (Height - Reach)).SelectMany(row => row.Take(3 * (Width - Reach)));
        IEnumerable<float> whole = output.Chunk(3 * 48).Take(3 * (Height - Reach)).SelectMany(row => row.Take(3 * (Width - Reach)));
        Assert.All(inner.Zip(whole), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void SqueezeNet_InHalfPrecision_ByAFunctionOfNames()
    {
        var expected = new PretrainedCase("squeezenet-fp16");
        var network = new SqueezeNet();
        CopyReport report = Weights.CopyWeights(expected.Weights, network, Caffe2Name);
        Assert.Equal(52, report.Copied.Count);
        Assert.Empty(report.Unused);
        expected.AssertIs("ref_output_0.bin", network.Forward(expected.Input), Tolerance);

        // fire2.squeeze1x1.weight is fire2/squeeze1x1_w_0 there.
        static string Caffe2Name(string name) => name.Replace(".weight", "_w_0", StringComparison.Ordinal).Replace(".bias", "_b_0", StringComparison.Ordinal).Replace('.', '/');
    }
}
