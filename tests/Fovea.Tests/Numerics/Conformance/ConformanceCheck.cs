namespace Fovea.Tests.Numerics;

/// <summary>Compares a network with one case.</summary>
internal sealed class ConformanceCheck(ConformanceCase expected)
{
    private readonly List<string> _unreachable = [];

    private readonly List<CompiledNetwork> _networks = [];

    private Declaration Declaration => _networks[^1].Declaration;

    /// <summary>Gradients that the case has and the network cannot give.</summary>
    public IReadOnlyList<string> Unreachable => _unreachable;

    /// <summary>Goes on with this network.</summary>
    public void Use(CompiledNetwork network) => _networks.Add(network);

    public void AssertNoWarnings() => _networks.ForEach(network => network.AssertNoWarnings());

    public void Forward(NetworkInstance instance) => Close("output in evaluation", instance.Network.Forward(Declaration.Pack(expected.Inputs).ToSingle()), expected.Output);

    public void Backward(NetworkInstance instance)
    {
        float[] input = Declaration.Pack(expected.Inputs).ToSingle(), inputGradient = new float[input.Length], gradients = new float[instance.Network.ParameterCount], output;
        float loss;
        if (expected.Loss.Type == "dot")
        {
            var dot = new DotLoss(expected.Target);
            loss = instance.BackwardFrom(input, ref dot, gradients, inputGradient);
            output = dot.Output;
        }
        else
        {
            output = new float[expected.Output.Data.Length];
            loss = instance.Backward(input, expected.Target, gradients, output, inputGradient);
        }

        Close("output in training", output, expected.Output);
        Closeness.AssertClose("loss", [loss], [expected.LossValue], expected.Relative, expected.Absolute);
        foreach ((string name, Tensor gradient) in expected.Gradients)
        {
            if (expected.Inputs.ContainsKey(name)) Closeness.AssertClose($"gradient of {name}", Declaration.Unpack(inputGradient, name, expected.Inputs), gradient.Data, expected.Relative, expected.Absolute);
            else if (Declaration.Frozen.Contains(name)) _unreachable.Add(name);
            else Close($"gradient of {name}", instance.Part(gradients, Declaration.TensorNames[name]), gradient);
        }

        foreach ((string name, Tensor buffer) in expected.BuffersAfter) Close($"{name} afterwards", instance.Read(Declaration.TensorNames[name]), buffer);
    }

    /// <summary>All steps from the case's tensors, each with its learning rate.</summary>
    public void Optimize(NetworkInstance instance, Optimizer optimizer)
    {
        float[] input = Declaration.Pack(expected.Inputs).ToSingle(), gradients = new float[instance.Network.ParameterCount];
        instance.Write(Declaration, expected.Tensors);
        int number = 0;
        foreach (ConformanceStep step in expected.Steps)
        {
            number++;
            gradients.AsSpan().Clear();
            float loss = instance.Backward(input, expected.Target, gradients);
            Closeness.AssertClose($"loss before step {number}", [loss], [step.Loss], expected.Relative, expected.Absolute);
            double norm = expected.ClipNorm is { } limit ? Gradients.ClipNorm(gradients, limit) : Gradients.Norm(gradients);
            Closeness.AssertClose($"gradient norm before step {number}", [norm], [step.GradientNorm], expected.Relative, expected.Absolute);
            optimizer.LearningRate = step.LearningRate;
            optimizer.Step(instance.Network.Parameters, gradients);
            foreach ((string name, Tensor value) in step.TensorsAfter) Close($"{name} after step {number}", instance.Read(Declaration.TensorNames[name]), value);
        }
    }

    private void Close(string what, ReadOnlySpan<float> actual, Tensor wanted) => Closeness.AssertClose(what, actual, wanted, expected.Relative, expected.Absolute);
}
