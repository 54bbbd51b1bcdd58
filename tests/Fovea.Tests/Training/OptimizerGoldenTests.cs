using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fovea.Tests;

/// <summary>
/// Five steps of PyTorch's own training, from its initial parameters: convolution, batch normalisation, ReLU, pooling, linear layer, cross-entropy.
/// The gradients come from that network written out below in double precision, so that only the optimizer is ours.
/// </summary>
public sealed class OptimizerGoldenTests
{
    private static readonly string[] Names = ["c1.weight", "b1.weight", "b1.bias", "fc.weight", "fc.bias"];

    [Theory]
    [InlineData("opt_sgd_momentum")]
    [InlineData("opt_sgd_weight_decay")]
    [InlineData("opt_sgd_momentum_wd_nesterov")]
    [InlineData("opt_sgd_momentum_dampening")]
    [InlineData("opt_sgd_clip_norm")]
    [InlineData("opt_adam_l2")]
    [InlineData("opt_adam_amsgrad")]
    [InlineData("opt_rmsprop")]
    [InlineData("opt_adamw_clip_cosine")]
    public void FiveSteps_EndWherePyTorchEnds(string name)
    {
        string folder = Path.Combine(SharedFiles.PyTorch, name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        JsonElement @case = document.RootElement, settings = @case.GetProperty("optimizer");
        double relative = @case.GetProperty("tol").GetProperty("rtol").GetDouble(), absolute = @case.GetProperty("tol").GetProperty("atol").GetDouble();
        double? clip = settings.GetProperty("clip_grad_norm").ValueKind == JsonValueKind.Null ? null : settings.GetProperty("clip_grad_norm").GetDouble();
        Optimizer optimizer = Make(settings);
        var network = new Network(Floats(folder, "x0.bin"), MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(Path.Combine(folder, "t_target.bin"))).ToArray());
        float[] parameters = Gather(folder, @case.GetProperty("params")), expectedGradients = Gather(folder, @case.GetProperty("grads"));
        int count = 0;
        foreach (JsonElement step in @case.GetProperty("steps").EnumerateArray())
        {
            (double loss, double[] exact) = network.Gradients(parameters);
            Assert.Equal(step.GetProperty("loss_before_step").GetDouble(), loss, absolute + relative * loss);
            double norm = Math.Sqrt(exact.Sum(gradient => gradient * gradient));
            Assert.Equal(step.GetProperty("grad_norm_before_clip").GetDouble(), norm, absolute + relative * norm);
            if (count++ == 0) Close(expectedGradients, [.. exact.Select(gradient => (float)gradient)]);

            float[] gradients = [.. exact.Select(gradient => (float)gradient)];
            if (clip is { } limit) Gradients.ClipNorm(gradients, limit);
            optimizer.LearningRate = step.GetProperty("lr").GetDouble();
            optimizer.Step(parameters, gradients);
            Close(Gather(folder, step.GetProperty("params_after")), parameters);
        }
        Assert.Equal(5, count);

        void Close(float[] expected, float[] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], absolute + relative * Math.Abs(expected[i]));
        }
    }

    private static Optimizer Make(JsonElement settings)
    {
        double rate = Get("lr", 0), decay = Get("weight_decay", 0);
        return settings.GetProperty("type").GetString() switch
        {
            "SGD" => new Sgd(rate, Get("momentum", 0), Get("dampening", 0), decay, settings.TryGetProperty("nesterov", out JsonElement nesterov) && nesterov.GetBoolean()),
            "Adam" => new Adam(rate, Beta(0, 0.9), Beta(1, 0.999), Get("eps", 1e-8), decay, settings.TryGetProperty("amsgrad", out JsonElement amsgrad) && amsgrad.GetBoolean()),
            "AdamW" => new AdamW(rate, Beta(0, 0.9), Beta(1, 0.999), Get("eps", 1e-8), Get("weight_decay", 0.01)),
            "RMSprop" => new RmsProp(rate, Get("alpha", 0.99), Get("eps", 1e-8), decay),
            string type => throw new NotSupportedException(type),
            null => throw new InvalidDataException(),
        };

        double Get(string name, double otherwise) => settings.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : otherwise;

        double Beta(int index, double otherwise) => settings.TryGetProperty("betas", out JsonElement value) ? value[index].GetDouble() : otherwise;
    }

    private static float[] Gather(string folder, JsonElement tensors) => [.. Names.SelectMany(name => Floats(folder, tensors.GetProperty(name).GetProperty("file").GetString()!))];

    private static float[] Floats(string folder, string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file))).ToArray();

    /// <summary>Input 4×2×6×6; convolution to 3 channels, 3×3, padding 1; batch normalisation; ReLU; 2×2 maximum; linear 27 to 4.</summary>
    private sealed class Network(float[] input, long[] targets)
    {
        private const int Batch = 4, In = 2, Out = 3, Size = 6, Pixels = Size * Size, Features = 27, Classes = 4;
        private const int Gamma = Out * In * 9, Beta = Gamma + Out, Weight = Beta + Out, Bias = Weight + Classes * Features;

        public (double Loss, double[] Gradients) Gradients(float[] p)
        {
            double[] g = new double[p.Length], convolved = new double[Batch * Out * Pixels], normal = new double[convolved.Length], upstream = new double[convolved.Length];
            double[] deviations = new double[Out];
            ForEachTap((o, i, w) => convolved[o] += (double)input[i] * p[w]);

            for (int c = 0; c < Out; c++)
            {
                int[] channel = Channel(c);
                double mean = channel.Average(i => convolved[i]);
                deviations[c] = Math.Sqrt(channel.Average(i => (convolved[i] - mean) * (convolved[i] - mean)) + 1e-5);
                foreach (int i in channel) normal[i] = (convolved[i] - mean) / deviations[c];
            }

            double loss = 0;
            for (int n = 0; n < Batch; n++)
            {
                double[] pooled = new double[Features], logits = new double[Classes];
                int[] winners = new int[Features];
                for (int f = 0; f < Features; f++)
                {
                    int corner = ((n * Out + f / 9) * Size + f % 9 / 3 * 2) * Size + f % 3 * 2;
                    winners[f] = new[] { corner, corner + 1, corner + Size, corner + Size + 1 }.MaxBy(i => Activated(i, f / 9));
                    pooled[f] = Activated(winners[f], f / 9);
                }
                for (int k = 0; k < Classes; k++) logits[k] = p[Bias + k] + Enumerable.Range(0, Features).Sum(f => p[Weight + k * Features + f] * pooled[f]);
                double sum = logits.Sum(Math.Exp);
                loss += (Math.Log(sum) - logits[targets[n]]) / Batch;
                for (int k = 0; k < Classes; k++)
                {
                    double gradient = (Math.Exp(logits[k]) / sum - (k == targets[n] ? 1 : 0)) / Batch;
                    g[Bias + k] += gradient;
                    for (int f = 0; f < Features; f++)
                    {
                        g[Weight + k * Features + f] += gradient * pooled[f];
                        if (pooled[f] > 0) upstream[winners[f]] += gradient * p[Weight + k * Features + f];
                    }
                }
            }

            for (int c = 0; c < Out; c++)
            {
                int[] channel = Channel(c);
                g[Gamma + c] = channel.Sum(i => upstream[i] * normal[i]);
                g[Beta + c] = channel.Sum(i => upstream[i]);
                foreach (int i in channel)
                    upstream[i] = p[Gamma + c] / deviations[c] * (upstream[i] - g[Beta + c] / channel.Length - normal[i] * g[Gamma + c] / channel.Length);
            }
            ForEachTap((o, i, w) => g[w] += upstream[o] * input[i]);
            return (loss, g);

            double Activated(int i, int c) => Math.Max(0, normal[i] * p[Gamma + c] + p[Beta + c]);
        }

        private static int[] Channel(int c) => [.. Enumerable.Range(0, Batch * Pixels).Select(i => (i / Pixels * Out + c) * Pixels + i % Pixels)];

        private static void ForEachTap(Action<int, int, int> tap)
        {
            for (int n = 0; n < Batch; n++)
                for (int o = 0; o < Out; o++)
                    for (int i = 0; i < In; i++)
                        for (int y = 0; y < Size; y++)
                            for (int x = 0; x < Size; x++)
                                for (int k = 0; k < 9; k++)
                                {
                                    int row = y + k / 3 - 1, column = x + k % 3 - 1;
                                    if (row is >= 0 and < Size && column is >= 0 and < Size)
                                        tap(((n * Out + o) * Size + y) * Size + x, ((n * In + i) * Size + row) * Size + column, (o * In + i) * 9 + k);
                                }
        }
    }
}
