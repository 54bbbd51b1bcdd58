using System.Runtime.InteropServices;

namespace Fovea.Tests;

/// <summary>Against the same formulas a second time, in double precision and one parameter at a time, as PyTorch's documentation writes them.</summary>
public sealed class OptimizerTests
{
    private const int Parameters = 77, Steps = 20; // no multiple of any vector

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, 0.1, false)]
    [InlineData(0.9, 0, 0, false)]
    [InlineData(0.9, 0.3, 0, false)]
    [InlineData(0.9, 0.3, 0.1, false)]
    [InlineData(0.8, 0, 0.1, true)]
    public void Sgd_FollowsItsFormula(double momentum, double dampening, double decay, bool nesterov)
    {
        Compare(new Sgd(0.05, momentum, dampening, decay, nesterov), (parameter, gradient, state, step) =>
        {
            gradient += decay * parameter;
            if (momentum != 0)
            {
                state[0] = step == 1 ? gradient : momentum * state[0] + (1 - dampening) * gradient;
                gradient = nesterov ? gradient + momentum * state[0] : state[0];
            }
            return parameter - 0.05 * gradient;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Adam_FollowsItsFormula(double decay) => Compare(new Adam(0.01, 0.8, 0.95, 1e-6, decay), AdamStep(decay, 0));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void AdamW_FollowsItsFormula(double decay) => Compare(new AdamW(0.01, 0.8, 0.95, 1e-6, decay), AdamStep(0, decay));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0, 0.1)]
    public void Amsgrad_FollowsItsFormula(double penalty, double decoupled) => Compare(
        decoupled == 0 ? new Adam(0.01, 0.8, 0.95, 1e-6, penalty, amsgrad: true) : new AdamW(0.01, 0.8, 0.95, 1e-6, decoupled, amsgrad: true),
        AdamStep(penalty, decoupled, amsgrad: true));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.1, 0, false)]
    [InlineData(0, 0.9, false)]
    [InlineData(0, 0, true)]
    [InlineData(0.1, 0.9, true)]
    public void RmsProp_FollowsItsFormula(double decay, double momentum, bool centered)
    {
        Compare(new RmsProp(0.01, 0.9, 1e-3, decay, momentum, centered), (parameter, gradient, state, _) =>
        {
            gradient += decay * parameter;
            state[0] = 0.9 * state[0] + (1 - 0.9) * gradient * gradient;
            state[1] = 0.9 * state[1] + (1 - 0.9) * gradient;
            state[2] = momentum * state[2] + gradient / (Math.Sqrt(centered ? state[0] - state[1] * state[1] : state[0]) + 1e-3);
            return parameter - 0.01 * state[2];
        });
    }

    [Fact]
    public void RmsProp_SurvivesConstantGradients()
    {
        // The variance of what does not vary is zero, and rounding must not make it less.
        var optimizer = new RmsProp(0.001, alpha: 0.5, epsilon: 1, centered: true);
        float[] parameters = [1, 2, 3], gradients = [0.1f, 0.3f, 0.7f];
        for (int step = 0; step < 200; step++) optimizer.Step(parameters, gradients);
        Assert.All(parameters, parameter => Assert.True(float.IsFinite(parameter)));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 0, 0)]
    [InlineData(0, 0.1, 0.5)]
    public void Adagrad_FollowsItsFormula(double rateDecay, double decay, double initial)
    {
        Compare(new Adagrad(0.05, rateDecay, decay, initial, 1e-6), (parameter, gradient, state, step) =>
        {
            gradient += decay * parameter;
            state[0] = (step == 1 ? initial : state[0]) + gradient * gradient;
            return parameter - 0.05 / (1 + (step - 1) * rateDecay) * gradient / (Math.Sqrt(state[0]) + 1e-6);
        });
    }

    [Fact]
    public void Defaults_ArePyTorchs()
    {
        Adam adam = new(), decoupled = new AdamW();
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 0), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay));
        RmsProp mean = new();
        Adagrad sum = new();
        Assert.Equal((0.01, 0.99, 1e-8, 0, 0, false), (mean.LearningRate, mean.Alpha, mean.Epsilon, mean.WeightDecay, mean.Momentum, mean.Centered));
        Assert.Equal((0.01, 0, 0, 0, 1e-10), (sum.LearningRate, sum.LearningRateDecay, sum.WeightDecay, sum.InitialAccumulator, sum.Epsilon));
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 0.01), (decoupled.LearningRate, decoupled.Beta1, decoupled.Beta2, decoupled.Epsilon, decoupled.WeightDecay));
    }

    public static TheoryData<Func<Optimizer>> All => new()
    {
        () => new Sgd(0.1),
        () => new Sgd(0.1, weightDecay: 0.1),
        () => new Sgd(0.1, momentum: 0.9, dampening: 0.1, weightDecay: 0.1),
        () => new Sgd(0.1, momentum: 0.9, weightDecay: 0.1, nesterov: true),
        () => new Adam(0.1, weightDecay: 0.1),
        () => new AdamW(0.1),
        () => new AdamW(0.1, amsgrad: true),
        () => new RmsProp(0.1, weightDecay: 0.1),
        () => new RmsProp(0.1, momentum: 0.9, centered: true),
        () => new Adagrad(0.1, 0.1, 0.1, 0.1),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Result_DoesNotDependOnThePosition(Func<Optimizer> make)
    {
        // The same numbers in every place, for every length around the vectors': one result.
        float? expected = null;
        for (int length = 1; length <= 67; length++)
        {
            Optimizer optimizer = make();
            float[] parameters = new float[length], gradients = new float[length];
            Array.Fill(parameters, 0.3371f);
            for (int step = 0; step < 3; step++)
            {
                Array.Fill(gradients, 0.7173f / (step + 1));
                optimizer.Step(parameters, gradients);
            }
            expected ??= parameters[0];
            Assert.All(parameters, parameter => Assert.Equal(expected, parameter));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Result_DoesNotDependOnTheThreads(Func<Optimizer> make)
    {
        // Of so many parameters each thread has a part; the parts' ends are at numbers that no vector divides. In short arrays, they are one thread's.
        const int Length = (1 << 20) + 13, Piece = 1000;
        float[] parameters = Noise(Length, 2), gradients = Noise(Length, 3), pieces = [.. parameters];
        // Once where a vector begins, as a network's parameters do, and once where none does.
        float[] memory = GC.AllocateArray<float>(Length + 32, pinned: true);
        int aligned = (int)(16 - (Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0) / sizeof(float) & 15));
        var others = new[] { aligned, aligned + 1 }.Select(start =>
        {
            parameters.CopyTo(memory, start);
            Optimizer optimizer = make();
            for (int step = 0; step < 3; step++) optimizer.Step(memory.AsSpan(start, Length), gradients);
            return memory.AsSpan(start, Length).ToArray();
        }).ToArray();
        for (int from = 0; from < Length; from += Piece)
        {
            Optimizer one = make();
            int count = Math.Min(Piece, Length - from);
            for (int step = 0; step < 3; step++) one.Step(pieces.AsSpan(from, count), gradients.AsSpan(from, count));
        }
        Assert.All(others, result => Assert.Equal(pieces, result));
    }

    [Fact]
    public void Result_DoesNotDependOnTheVectorsWidth()
    {
        var rule = new Adam.Rule(0.01f, 0.1f, 0.99f, 0.01f, 1.5f, 1e-8f, 0.1f, 0.99f);
        float[] gradients = Noise(53, 2), wide = Noise(53, 3), middle = [.. wide], narrow = [.. wide];
        UpdateRule.Apply<Adam.Rule, Floats512>(rule, wide, gradients, Noise(53, 4), Noise(53, 5, positive: true));
        UpdateRule.Apply<Adam.Rule, Floats256>(rule, middle, gradients, Noise(53, 4), Noise(53, 5, positive: true));
        UpdateRule.Apply<Adam.Rule, Floats128>(rule, narrow, gradients, Noise(53, 4), Noise(53, 5, positive: true));
        Assert.Equal(wide, middle);
        Assert.Equal(wide, narrow);
    }

    [Fact]
    public void State_CanBeCarriedToAnotherOptimizer()
    {
        float[] straight = Noise(Parameters, 0), resumed = [.. straight];
        Adam one = new(0.01), before = new(0.01), after = new(0.01);
        for (int step = 0; step < 6; step++) one.Step(straight, Noise(Parameters, 100 + step));
        for (int step = 0; step < 3; step++) before.Step(resumed, Noise(Parameters, 100 + step));

        after.Allocate(before.ParameterCount);
        foreach (string name in before.StateNames) before.State(name).CopyTo(after.State(name));
        after.StepCount = before.StepCount;
        for (int step = 3; step < 6; step++) after.Step(resumed, Noise(Parameters, 100 + step));

        Assert.Equal(straight, resumed);
        Assert.Equal(6, after.StepCount);
    }

    [Fact]
    public void State_IsAllocatedAtFirstUse_AndOnlyWhereNeeded()
    {
        Sgd plain = new(0.1), heavy = new(0.1, momentum: 0.9);
        Assert.Equal(0, plain.StateNames.Length);
        Assert.Equal(["momentum_buffer"], heavy.StateNames.ToArray());
        Assert.Equal(0, heavy.State("momentum_buffer").Length);
        heavy.Step(new float[5], new float[5]);
        Assert.Equal(5, heavy.State("momentum_buffer").Length);
        Assert.Contains("Sgd has no state 'exp_avg'. It has 'momentum_buffer'.", Assert.Throws<ArgumentException>(() => heavy.State("exp_avg").Length).Message);
    }

    [Fact]
    public void LearningRate_MayChangeBetweenSteps()
    {
        var optimizer = new Sgd(1);
        float[] parameter = [0];
        optimizer.Step(parameter, [1]);
        optimizer.LearningRate = 0.5;
        optimizer.Step(parameter, [1]);
        Assert.Equal([-1.5f], parameter);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = -1);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Fact]
    public void WrongSettings_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, momentum: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, dampening: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, weightDecay: -1));
        Assert.Contains("Nesterov needs a momentum above 0", Assert.Throws<ArgumentException>(() => new Sgd(0.1, nesterov: true)).Message);
        Assert.Throws<ArgumentException>(() => new Sgd(0.1, momentum: 0.9, dampening: 0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(momentum: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adagrad(learningRateDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adagrad(initialAccumulator: -1));
    }

    [Fact]
    public void WrongLengths_AreRefused_AndChangeNothing()
    {
        var optimizer = new Adam();
        float[] parameters = [1, 2, 3];
        Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, new float[2]));
        optimizer.Step(new float[2], new float[2]);
        Assert.Contains("has state for 2 parameters, and 3 were given", Assert.Throws<InvalidOperationException>(() => optimizer.Step(parameters, new float[3])).Message);
        Assert.Equal([1f, 2f, 3f], parameters);
        Assert.Equal(1, optimizer.StepCount);
    }

    [Fact]
    public void Step_AllocatesNothing()
    {
        var optimizer = new AdamW();
        float[] parameters = new float[100], gradients = new float[100];
        optimizer.Step(parameters, gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) optimizer.Step(parameters, gradients);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private delegate double Reference(double parameter, double gradient, double[] state, int step);

    private static Reference AdamStep(double penalty, double decoupled, bool amsgrad = false) => (parameter, gradient, state, step) =>
    {
        parameter -= 0.01 * decoupled * parameter;
        gradient += penalty * parameter;
        state[0] = 0.8 * state[0] + (1 - 0.8) * gradient;
        state[1] = 0.95 * state[1] + (1 - 0.95) * gradient * gradient;
        double mean = state[0] / (1 - Math.Pow(0.8, step)), square = (amsgrad ? state[2] = Math.Max(state[2], state[1]) : state[1]) / (1 - Math.Pow(0.95, step));
        return parameter - 0.01 * mean / (Math.Sqrt(square) + 1e-6);
    };

    // Float against double over twenty steps: some units in the last place of numbers of size one.
    private static void Compare(Optimizer optimizer, Reference reference)
    {
        float[] parameters = Noise(Parameters, 0);
        double[] expected = [.. parameters.Select(parameter => (double)parameter)];
        double[][] states = [.. expected.Select(_ => new double[3])];
        for (int step = 1; step <= Steps; step++)
        {
            float[] gradients = Noise(Parameters, step);
            optimizer.Step(parameters, gradients);
            for (int i = 0; i < Parameters; i++)
            {
                expected[i] = reference(expected[i], gradients[i], states[i], step);
                Assert.Equal(expected[i], parameters[i], 2e-6);
            }
        }
        Assert.Equal(Steps, optimizer.StepCount);
    }

    private static float[] Noise(int length, int seed, bool positive = false)
    {
        float[] values = new float[length];
        new Initializer(seed).Uniform(values, 1);
        return positive ? [.. values.Select(Math.Abs)] : values;
    }
}
