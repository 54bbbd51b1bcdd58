using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Benchmarks.Comparison;

using Tensor = TorchSharp.torch.Tensor;

/// <summary>The benchmarks' networks as PyTorch has them.</summary>
internal static class TorchNetworks
{
    public static Module<Tensor, Tensor> Create(string name) => name switch
    {
        "lenet" => LeNet(padding: 0),
        "lenet5" => LeNet(padding: 2),
        "segnet" => SegNet(),
        "resnet20" => ResNet20(),
        "mbv1_025" => MobileNetV1(),
        "mbv2_035" => MobileNetV2(),
        "alexnet" => AlexNet(),
        "resnet18" => ResNet18(),
        _ => throw new FormatException($"'{name}' is not written for TorchSharp."),
    };

    private static Module<Tensor, Tensor> LeNet(int padding) => Sequential(
        Conv2d(1, 6, 5, padding: padding), ReLU(), MaxPool2d(2), Conv2d(6, 16, 5), ReLU(), MaxPool2d(2),
        Flatten(), Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10));

    private static Module<Tensor, Tensor> SegNet() => Sequential(
        Conv2d(3, 50, 4, stride: 2, padding: 1), ReLU(), MaxPool2d(2), Conv2d(50, 100, 4, stride: 2, padding: 1), ReLU(), MaxPool2d(2),
        Flatten(), Linear(1600, 640), ReLU(), Unflatten(1, [40, 4, 4]),
        ConvTranspose2d(40, 32, 4, stride: 2, padding: 1), ReLU(), ConvTranspose2d(32, 16, 4, stride: 2, padding: 1), ReLU(),
        ConvTranspose2d(16, 8, 4, stride: 2, padding: 1), ReLU(), ConvTranspose2d(8, 5, 4, stride: 2, padding: 1));

    private static Module<Tensor, Tensor> AlexNet() => Sequential(
        Conv2d(3, 96, 11, stride: 4, padding: 5), ReLU(), MaxPool2d(3, stride: 2, padding: 1),
        Conv2d(96, 256, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2, padding: 1),
        Conv2d(256, 384, 3, padding: 1), ReLU(), Conv2d(384, 384, 3, padding: 1), ReLU(), Conv2d(384, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2, padding: 1),
        Flatten(), Linear(256 * 8 * 8, 4096), ReLU(), Linear(4096, 4096), ReLU(), Linear(4096, 1000));

    private static Module<Tensor, Tensor> ResNet20()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 16, 3, 1, 1), ReLU()];
        int channels = 16;
        foreach (int next in (int[])[16, 32, 64])
        {
            for (int i = 0; i < 3; i++) layers.Add(Basic(ref channels, next, i == 0 && next > 16 ? 2 : 1));
        }
        return Sequential([.. layers, AdaptiveAvgPool2d(1), Flatten(), Linear(64, 10)]);
    }

    private static Module<Tensor, Tensor> ResNet18()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 64, 7, 2, 1), ReLU(), MaxPool2d(3, stride: 2, padding: 1)];
        int channels = 64;
        foreach (int next in (int[])[64, 128, 256, 512])
        {
            for (int i = 0; i < 2; i++) layers.Add(Basic(ref channels, next, i == 0 && next > 64 ? 2 : 1));
        }
        return Sequential([.. layers, AdaptiveAvgPool2d(1), Flatten(), Linear(512, 1000)]);
    }

    private static Module<Tensor, Tensor> MobileNetV1()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 8, 3, 2, 1), ReLU6()];
        int channels = 8;
        foreach ((int next, int stride) in ((int, int)[])[(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1)])
        {
            layers.AddRange([.. Normalized(channels, channels, 3, stride, channels), ReLU6(), .. Normalized(channels, next, 1, 1, 1), ReLU6()]);
            channels = next;
        }
        return Sequential([.. layers, AdaptiveAvgPool2d(1), Flatten(), Linear(256, 2)]);
    }

    private static Module<Tensor, Tensor> MobileNetV2()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 16, 3, 2, 1), ReLU6(), .. Normalized(16, 16, 3, 1, 16), ReLU6(), .. Normalized(16, 8, 1, 1, 1)];
        int channels = 8;
        foreach ((int next, int hidden, int stride, int repeats, int inner) in ((int, int, int, int, int)[])[(8, 48, 2, 1, 48), (16, 48, 2, 2, 96), (24, 96, 2, 3, 144), (32, 144, 1, 2, 192), (56, 192, 2, 2, 336), (112, 336, 1, 0, 0)])
        {
            layers.Add(Inverted(channels, next, hidden, stride));
            channels = next;
            for (int i = 0; i < repeats; i++) layers.Add(new Residual(Inverted(channels, channels, inner, 1), null, null));
        }
        return Sequential([.. layers, .. Normalized(112, 1280, 1, 1, 1), ReLU6(), AdaptiveAvgPool2d(1), Flatten(), Linear(1280, 1000)]);
    }

    private static Module<Tensor, Tensor> Inverted(int channels, int next, int hidden, int stride) => Sequential(
        [.. Normalized(channels, hidden, 1, 1, 1), ReLU6(), .. Normalized(hidden, hidden, 3, stride, hidden), ReLU6(), .. Normalized(hidden, next, 1, 1, 1)]);

    private static Residual Basic(ref int channels, int next, int stride)
    {
        Module<Tensor, Tensor>? shortcut = channels == next && stride == 1 ? null : Sequential(Normalized(channels, next, 1, stride, 1));
        Module<Tensor, Tensor> main = Sequential([.. Normalized(channels, next, 3, stride, 1), ReLU(), .. Normalized(next, next, 3, 1, 1)]);
        channels = next;
        return new Residual(main, shortcut, ReLU());
    }

    private static Module<Tensor, Tensor>[] Normalized(int channels, int next, int kernel, int stride, int groups) =>
        [Conv2d(channels, next, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false), BatchNorm2d(next)];

    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _main;
        private readonly Module<Tensor, Tensor>? _shortcut, _after;

        public Residual(Module<Tensor, Tensor> main, Module<Tensor, Tensor>? shortcut, Module<Tensor, Tensor>? after)
            : base("residual")
        {
            (_main, _shortcut, _after) = (main, shortcut, after);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor sum = _main.forward(input) + (_shortcut is null ? input : _shortcut.forward(input));
            return _after is null ? sum : _after.forward(sum);
        }
    }
}
