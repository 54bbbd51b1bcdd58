namespace Fovea.Tests.Numerics;

/// <summary>Compares a compiled network with the reference on one sample: outputs in both modes, loss, gradients, running statistics.</summary>
internal static class Comparison
{
    public static void Check(Sample sample, CompiledNetwork compiled)
    {
        Check(sample, compiled.Declaration, compiled.Create());
        compiled.AssertNoWarnings();
    }

    public static void Check(Sample sample, Declaration declaration, NetworkInstance instance)
    {
        instance.Write(declaration, sample.Tensors);
        float[] input = declaration.Pack(sample.Inputs).ToSingle();

        var evaluation = new Tolerance(jitter => new() { ["output in evaluation"] = sample.Run(training: false, jitter).Output.Data });
        evaluation.Check("output in evaluation", instance.Network.Forward(input));
        if (sample.Drops) return;

        var training = new Tolerance(jitter => Train(sample, jitter));
        float[] inputGradient = new float[input.Length], gradients = new float[instance.Network.ParameterCount], output = new float[instance.Network.OutputShape.Length * sample.Target.N];
        float loss;
        if (sample.Loss.Type == "dot")
        {
            var dot = new DotLoss(sample.Target);
            loss = instance.BackwardFrom(input, ref dot, gradients, inputGradient);
            output = dot.Output;
        }
        else
        {
            loss = instance.Backward(input, sample.Target, gradients, output, inputGradient);
        }

        training.Check("output in training", output);
        training.Check("loss", [loss]);
        foreach (string name in sample.Inputs.Keys) training.Check($"gradient of {name}", [.. declaration.Unpack(inputGradient, name, sample.Inputs).Select(value => (float)value)]);
        foreach ((string name, string tensor) in declaration.TensorNames)
        {
            if (sample.Trainable.Contains(name) && !declaration.Frozen.Contains(name)) training.Check($"gradient of {name}", instance.Part(gradients, tensor));
            else training.Check(name, instance.Read(tensor));
        }
    }

    private static Dictionary<string, double[]> Train(Sample sample, Jitter jitter)
    {
        Run run = sample.Run(training: true, jitter);
        (double loss, Tensor gradient) = sample.Loss.Evaluate(run.Output, sample.Target);
        run.Backward(gradient);
        Dictionary<string, double[]> results = new() { ["output in training"] = run.Output.Data, ["loss"] = [loss] };
        foreach (string name in sample.Inputs.Keys) results.Add($"gradient of {name}", run.Gradient(name).Data);
        foreach (string name in sample.Tensors.Keys)
        {
            if (sample.Trainable.Contains(name)) results.Add($"gradient of {name}", run.Gradient(name).Data);
            // Running statistics; frozen tensors and those of layers that nothing reads, which stay as they are.
            results.Add(name, run.Tensors[name].Data);
        }

        return results;
    }
}
