using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Benchmarks.Comparison;

using Tensor = TorchSharp.torch.Tensor;

/// <summary>PyTorch's own kernels, through TorchSharp.</summary>
internal sealed class TorchContender : IContender
{
    // Asked for only where it takes part: loading it would slow the others' cold starts.
    private readonly Lazy<string?> _missing = new(Load);

    public string Name => "TorchSharp";

    public string? Missing => _missing.Value;

    public Work? Prepare(Subject subject, Pass pass, int batch, int threads)
    {
        set_num_threads(threads);
        nn.Module<Tensor, Tensor> network = Create(subject);
        Tensor images = rand(Dimensions(subject.Input, batch));
        if (pass == Pass.Infer)
        {
            network.eval();
            return new Work(
                () =>
                {
                    using IDisposable mode = inference_mode();
                    using DisposeScope scope = NewDisposeScope();
                    network.forward(images);
                },
                () => Release(network, images));
        }

        Shape output = subject.Output;
        long[] targets = output.IsVector ? [batch] : [batch, output.Height, output.Width];
        Tensor labels = randint(output.Channels, targets, dtype: ScalarType.Int64);
        optim.Optimizer optimizer = optim.SGD(network.parameters(), 0.01);
        network.train();
        return new Work(
            () =>
            {
                using DisposeScope scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.cross_entropy(network.forward(images), labels).backward();
                optimizer.step();
            },
            () => Release(network, images, labels, optimizer));
    }

    public void First(Subject subject, string weights, string model)
    {
        set_num_threads(1);
        using nn.Module<Tensor, Tensor> network = Create(subject);
        network.eval();
        using IDisposable mode = inference_mode();
        using Tensor output = network.forward(zeros(Dimensions(subject.Input, 1)));
        _ = output.data<float>()[0];
    }

    private static nn.Module<Tensor, Tensor> Create(Subject subject)
    {
        nn.Module<Tensor, Tensor> network = TorchNetworks.Create(subject.Name);
        long parameters = network.parameters().Sum(parameter => parameter.numel());
        return parameters == subject.Parameters ? network : throw new InvalidOperationException($"{subject.Name} has {subject.Parameters} parameters, not {parameters} as here.");
    }

    private static long[] Dimensions(Shape shape, int batch) => shape.IsVector ? [batch, shape.Channels] : [batch, shape.Channels, shape.Height, shape.Width];

    private static void Release(params IDisposable[] all)
    {
        foreach (IDisposable one in all) one.Dispose();
    }

    // Asked of the system's loader: TorchSharp itself would copy half a gigabyte beside the program, try again, and say it in forty lines.
    private static string? Load()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);
            return null;
        }
        catch (DllNotFoundException exception)
        {
            string[] lines = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            // One line a place where it looked, among them one of a place where it was.
            return $"{lines.Skip(1).FirstOrDefault(line => !line.Contains("LibTorchSharp: ") && !line.Contains("LibTorchSharp.so: "), lines[0])} (Libtorch comes with -p:Torch=true.)";
        }
    }
}
