namespace Fovea.Tests.Numerics;

/// <summary>What every generated network promises beside its numbers.</summary>
public sealed class ContractTests(ContractNetworks networks) : IClassFixture<ContractNetworks>
{
    private readonly Random _random = new(7);

    public static TheoryData<string> Names => [.. ContractSources.All.Keys];

    // All but one: what fills AlexNet's sixty million numbers fills the others'.
    public static TheoryData<string> Seeded => [.. ContractSources.All.Keys.Where(name => name != "AlexNet")];

    public static TheoryData<string> Trainable => ["LeNet", "Smooth", "Dropping", "PerPixel"];

    [Theory]
    [MemberData(nameof(Names))]
    public void CompilesWithoutAWarning(string name) => networks[name].AssertNoWarnings();

    [Theory]
    [MemberData(nameof(Names))]
    public void NoMethodIsTooLargeForTheJit(string name) =>
        Assert.All(CodeSize.Of(networks[name].Type.Assembly), method => Assert.True(method.Bytes <= CodeSize.Limit, $"{method.Method}: {method.Bytes} bytes of IL."));

    [Theory]
    [MemberData(nameof(Seeded))]
    public void AnInstanceIsItsSeed(string name)
    {
        NetworkInstance one = networks.Create(name, 3), same = networks.Create(name, 3), other = networks.Create(name, 4);
        Assert.True(one.Network.ReadParameters().SequenceEqual(same.Network.ReadParameters()));
        if (one.Network.ParameterCount > 0) Assert.False(one.Network.ReadParameters().SequenceEqual(other.Network.ReadParameters()));
    }

    [Theory]
    [InlineData("LeNet", 1)]
    [InlineData("LeNet", 100)]
    [InlineData("Smooth", 37)]
    public void ForwardAllocatesNothing(string name, int batch)
    {
        NetworkInstance instance = networks.Create(name);
        float[] input = Input(instance, batch), output = new float[batch * instance.Network.OutputShape.Length];
        Assert.Equal(0, Allocated(() => instance.Network.Forward(input, output)));
    }

    [Theory]
    [InlineData("LeNet", 100)]
    [InlineData("Dropping", 37)]
    public void BackwardAllocatesNothing(string name, int batch)
    {
        NetworkInstance instance = networks.Create(name);
        float[] input = Input(instance, batch), gradients = new float[instance.Network.ParameterCount];
        var loss = new Unit();
        Assert.Equal(0, Allocated(() => instance.BackwardFrom(input, ref loss, gradients)));
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void BitsDoNotDependOnThreads(string name)
    {
        (float[] output, float[] gradients, float[] inputGradient, float loss) = Run(1);
        for (int repeat = 0; repeat < 5; repeat++)
        {
            (float[] otherOutput, float[] otherGradients, float[] otherInputGradient, float otherLoss) = Run(2);
            Assert.Equal(output, otherOutput);
            Assert.Equal(gradients, otherGradients);
            Assert.Equal(inputGradient, otherInputGradient);
            Assert.Equal(loss, otherLoss);
        }

        (float[], float[], float[], float) Run(int threads)
        {
            const int Batch = 100;
            NetworkInstance instance = networks.Create(name);
            instance.Network.MaxDegreeOfParallelism = threads;
            var random = new Random(5);
            float[] input = Draw.Normal(random, [Batch * instance.Network.InputShape.Length]).ToSingle();
            var gradients = new float[instance.Network.ParameterCount];
            var inputGradient = new float[input.Length];
            float loss = instance.Backward(input, Targets(instance, Batch, random), gradients, inputGradient: inputGradient);
            return (instance.Network.Forward(input), gradients, inputGradient, loss);
        }
    }

    [Fact]
    public void ForwardIsThreadSafe()
    {
        NetworkInstance instance = networks.Create("LeNet");
        float[][] inputs = [.. Enumerable.Range(1, 8).Select(i => Input(instance, 5 * i))];
        float[][] expected = [.. inputs.Select(input => instance.Network.Forward(input))];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(expected[i % 8], instance.Network.Forward(inputs[i % 8])));
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void WrongLengthsThrow(string name)
    {
        NetworkInstance instance = networks.Create(name);
        INetwork network = instance.Network;
        int batch = 3, images = network.InputShape.Length, outputs = network.OutputShape.Length, count = network.ParameterCount;
        float[] input = Input(instance, batch);
        Tensor targets = Targets(instance, batch, _random);

        Throws(() => network.Forward(new float[images + 1]));
        Throws(() => network.Forward(input, new float[batch * outputs - 1]));
        Throws(() => network.Forward(input, new float[(batch + 1) * outputs]));
        Throws(() => instance.Backward(new float[images - 1], targets, new float[count]));
        Throws(() => instance.Backward(input, Targets(instance, batch + 1, _random), new float[count]));
        Throws(() => instance.Backward(input, targets, new float[count - 1]));
        Throws(() => instance.Backward(input, targets, new float[count + 1]));
        Throws(() => instance.Backward(input, targets, new float[count], output: new float[outputs]));
        Throws(() => instance.Backward(input, targets, new float[count], inputGradient: new float[images]));
        var unit = new Unit();
        Throws(() => instance.BackwardFrom(new float[images + 1], ref unit, new float[count]));
        Throws(() => instance.BackwardFrom(input, ref unit, new float[count + 1]));

        static void Throws(Action action) => Assert.ThrowsAny<ArgumentException>(action);
    }

    [Theory]
    [InlineData("LeNet", -1)]
    [InlineData("LeNet", 10)]
    [InlineData("LeNet", int.MinValue)]
    [InlineData("LeNet", int.MaxValue)]
    [InlineData("PerPixel", 3)]
    [InlineData("PerPixel", -100)]
    public void LabelsOutOfRangeThrow(string name, int label)
    {
        NetworkInstance instance = networks.Create(name);
        float[] input = Input(instance, 20), gradients = new float[instance.Network.ParameterCount];
        Tensor targets = Targets(instance, 20, _random);
        targets.Data[^1] = label;
        Assert.Throws<ArgumentOutOfRangeException>(() => instance.Backward(input, targets, gradients));
        Assert.All(gradients, gradient => Assert.Equal(0, gradient));
        // It was refused, not broken.
        instance.Backward(input, Targets(instance, 20, _random), gradients);
    }

    [Fact]
    public void IgnoredLabelsAreInRange()
    {
        NetworkInstance instance = networks.Create("PerPixel");
        var gradients = new float[instance.Network.ParameterCount];
        Tensor targets = Targets(instance, 4, _random);
        targets.Data[5] = 7;
        Assert.True(float.IsFinite(instance.Backward(Input(instance, 4), targets, gradients)));
    }

    [Fact]
    public void WithoutLabelsTheMeanIsNotANumberAndItsGradientIsZero()
    {
        NetworkInstance instance = networks.Create("PerPixel");
        float[] input = Input(instance, 18), gradients = new float[instance.Network.ParameterCount];
        Tensor targets = Targets(instance, 18, _random);
        Array.Fill(targets.Data, 7);
        Assert.True(float.IsNaN(instance.Backward(input, targets, gradients)));
        Assert.All(gradients, gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void SecondBackwardAtOnceThrows()
    {
        NetworkInstance instance = networks.Create("LeNet");
        float[] input = Input(instance, 2), gradients = new float[instance.Network.ParameterCount];
        var loss = new Reentrant(instance, input);
        instance.BackwardFrom(input, ref loss, gradients);
        Assert.IsType<InvalidOperationException>(loss.Caught);
        // After it, and after a loss that throws, the network is free again.
        var throwing = new Throwing();
        Assert.Throws<NotImplementedException>(() => instance.BackwardFrom(input, ref throwing, gradients));
        var unit = new Unit();
        instance.BackwardFrom(input, ref unit, gradients);
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void GradientsAreAddedAndTheRestIsOverwritten(string name)
    {
        const int Batch = 19;
        float[] once = Gradients(1), twice = Gradients(2);
        double scale = once.Max(Math.Abs);
        for (int i = 0; i < once.Length; i++) Assert.True(Math.Abs(twice[i] - 2 * once[i]) <= 1e-5 * scale, $"[{i}]: {once[i]} once, {twice[i]} twice.");

        float[] Gradients(int times)
        {
            NetworkInstance instance = networks.Create(name);
            var random = new Random(3);
            float[] input = Draw.Normal(random, [Batch * instance.Network.InputShape.Length]).ToSingle(), inputGradient = new float[input.Length];
            float[] gradients = new float[instance.Network.ParameterCount], output = new float[Batch * instance.Network.OutputShape.Length];
            Tensor targets = Targets(instance, Batch, random);
            for (int i = 0; i < times; i++)
            {
                inputGradient.AsSpan().Fill(float.NaN);
                output.AsSpan().Fill(float.NaN);
                instance.Network.TrainingStep = 0;
                instance.Backward(input, targets, gradients, output, inputGradient);
                Assert.DoesNotContain(inputGradient, float.IsNaN);
                Assert.DoesNotContain(output, float.IsNaN);
            }

            return gradients;
        }
    }

    // The mask of a training step stands still with it, so that differences see the same network.
    [Theory]
    [MemberData(nameof(Trainable))]
    public void GradientIsTheDerivativeOfTheLoss(string name)
    {
        const int Batch = 21;
        const float Step = 1e-3f;
        NetworkInstance instance = networks.Create(name);
        float[] input = Input(instance, Batch), inputGradient = new float[input.Length], gradients = new float[instance.Network.ParameterCount];
        var loss = new DoubleDot(Draw.Normal(_random, [Batch * instance.Network.OutputShape.Length]).Data);
        instance.Network.TrainingStep = 5;
        instance.BackwardFrom(input, ref loss, gradients, inputGradient);

        // Along the gradient itself the derivative is its length: large, so that rounding does not matter.
        double length = Math.Sqrt(gradients.Sum(value => (double)value * value));
        float[] parameters = instance.Network.ReadParameters().ToArray();
        AssertDerivative("parameters", length, offset =>
        {
            Span<float> moved = instance.Network.Parameters;
            for (int i = 0; i < moved.Length; i++) moved[i] = parameters[i] + (float)(offset / length) * gradients[i];
            return Value(input);
        });
        parameters.CopyTo(instance.Network.Parameters);

        double inputLength = Math.Sqrt(inputGradient.Sum(value => (double)value * value));
        AssertDerivative("input", inputLength, offset => Value([.. input.Select((value, i) => value + (float)(offset / inputLength) * inputGradient[i])]));

        double Value(float[] at)
        {
            instance.Network.TrainingStep = 5;
            var value = new DoubleDot(loss.Gradient);
            instance.BackwardFrom(at, ref value, new float[parameters.Length]);
            return value.Value;
        }

        static void AssertDerivative(string what, double expected, Func<double, double> function)
        {
            double actual = (function(Step) - function(-Step)) / (2 * Step);
            Assert.True(Math.Abs(actual - expected) <= 0.01 * expected, $"{what}: {expected} by hand, {actual} by differences.");
        }
    }

    [Fact]
    public void DropoutDropsItsShareAndScalesTheRest()
    {
        const int Batch = 100;
        NetworkInstance instance = networks.Create("Mask");
        float[] ones = [.. Enumerable.Repeat(1f, Batch * 50)];
        Assert.Equal(ones, instance.Network.Forward(ones));

        float[] first = Masked(step: 0, threads: 1);
        Assert.All(first, value => Assert.True(value == 0 || Math.Abs(value - 1 / 0.7) < 1e-6));
        Assert.InRange(first.Count(value => value == 0) / (double)first.Length, 0.27, 0.33);
        Assert.Equal(first, Masked(step: 0, threads: 2));
        Assert.NotEqual(first, Masked(step: 1, threads: 1));
        // No two images have the same mask, not even sixteen apart.
        Assert.Equal(Batch, Enumerable.Range(0, Batch).Select(i => string.Join(',', first.Skip(i * 50).Take(50))).Distinct().Count());

        float[] Masked(long step, int threads)
        {
            instance.Network.TrainingStep = step;
            instance.Network.MaxDegreeOfParallelism = threads;
            var loss = new DotLoss(new([Batch * 50], Enumerable.Repeat(1.0, Batch * 50)));
            var inputGradient = new float[ones.Length];
            instance.BackwardFrom(ones, ref loss, [], inputGradient);
            Assert.Equal(loss.Output, inputGradient);
            Assert.Equal(step + 1, instance.Network.TrainingStep);
            return loss.Output;
        }
    }

    private float[] Input(NetworkInstance instance, int batch) => Draw.Normal(_random, [batch * instance.Network.InputShape.Length]).ToSingle();

    private static Tensor Targets(NetworkInstance instance, int batch, Random random) => new(
        [batch * instance.TargetLength],
        Enumerable.Range(0, batch * instance.TargetLength).Select(_ => (double)random.Next(3)));

    // Bytes of the best of some rounds: the first ones build pools and tier the code up.
    private static long Allocated(Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private struct Unit : ILoss
    {
        public readonly float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
        {
            outputGradient.Fill(1);
            return output[0];
        }
    }

    private struct Throwing : ILoss
    {
        public readonly float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient) => throw new NotImplementedException();
    }

    private sealed class Reentrant(NetworkInstance instance, float[] input) : ILoss
    {
        public Exception? Caught { get; private set; }

        public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
        {
            var unit = new Unit();
            Caught = Record.Exception(() => instance.BackwardFrom(input, ref unit, new float[instance.Network.ParameterCount]));
            return 0;
        }
    }

    // Σ y·dy in double precision, for differences.
    private struct DoubleDot(double[] gradient) : ILoss
    {
        public readonly double[] Gradient => gradient;

        public double Value { get; private set; }

        public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
        {
            Value = 0;
            for (int i = 0; i < output.Length; i++)
            {
                Value += output[i] * gradient[i];
                outputGradient[i] = (float)gradient[i];
            }

            return (float)Value;
        }
    }
}
