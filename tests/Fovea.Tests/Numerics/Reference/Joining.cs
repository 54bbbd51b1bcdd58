namespace Fovea.Tests.Numerics;

/// <summary>The same numbers in another shape.</summary>
internal sealed class Reshaping(Func<Step, int[]> shape) : Operation
{
    public override Tensor Forward(Step step) => step.X.Reshape(shape(step));

    public override void Backward(Step step, Tensor dy) => step.InputGradient().Add(dy);
}

/// <summary>The identity, or with a second input a product with that mask, scaled by 1/(1 − p).</summary>
internal sealed class Dropping : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor y = step.X.Clone();
        for (int i = 0; i < y.Data.Length; i++) y.Data[i] *= Factor(step, i);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        for (int i = 0; i < dy.Data.Length; i++) dx.Data[i] += dy.Data[i] * Factor(step, i);
    }

    private static double Factor(Step step, int index) => step.Training && step.Inputs.Count > 1
        ? step.Inputs[1].Data[Broadcast.Index(step.X, step.Inputs[1], index)] / (1 - step.Attributes.Double("p", 0.5))
        : 1;
}

/// <summary>Dimensions of size 1 repeat to the other operand's size.</summary>
internal static class Broadcast
{
    public static Tensor Result(IEnumerable<Tensor> inputs)
    {
        int rank = inputs.Max(input => input.Shape.Length);
        return new([.. Enumerable.Range(0, rank).Select(axis => inputs.Max(input => axis < input.Shape.Length ? input.Shape[axis] : 1))]);
    }

    /// <summary>Where an index into the result reads a smaller operand.</summary>
    public static int Index(Tensor result, Tensor operand, int index)
    {
        int x = index % result.W, y = index / result.W % result.H, c = index / result.Plane % result.C, n = index / result.Image;
        return ((Math.Min(n, operand.N - 1) * operand.C + Math.Min(c, operand.C - 1)) * operand.H + Math.Min(y, operand.H - 1)) * operand.W + Math.Min(x, operand.W - 1);
    }
}

/// <summary>The sum of all inputs.</summary>
internal sealed class Addition : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor y = Broadcast.Result(step.Inputs);
        foreach (Tensor input in step.Inputs)
        {
            for (int i = 0; i < y.Data.Length; i++) y.Data[i] += input.Data[Broadcast.Index(y, input, i)];
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        for (int input = 0; input < step.Inputs.Count; input++)
        {
            Tensor dx = step.InputGradient(input);
            for (int i = 0; i < dy.Data.Length; i++) dx.Data[Broadcast.Index(dy, dx, i)] += dy.Data[i];
        }
    }
}

/// <summary>The product of two inputs.</summary>
internal sealed class Multiplication : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor a = step.Inputs[0], b = step.Inputs[1], y = Broadcast.Result(step.Inputs);
        for (int i = 0; i < y.Data.Length; i++) y.Data[i] = a.Data[Broadcast.Index(y, a, i)] * b.Data[Broadcast.Index(y, b, i)];
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor a = step.Inputs[0], b = step.Inputs[1], da = step.InputGradient(0), db = step.InputGradient(1);
        for (int i = 0; i < dy.Data.Length; i++)
        {
            int first = Broadcast.Index(dy, a, i), second = Broadcast.Index(dy, b, i);
            da.Data[first] += dy.Data[i] * b.Data[second];
            db.Data[second] += dy.Data[i] * a.Data[first];
        }
    }
}

/// <summary>The inputs' channels, one input after another.</summary>
internal sealed class Concatenation : Operation
{
    public override Tensor Forward(Step step)
    {
        int[] shape = [.. step.X.Shape];
        shape[1] = step.Inputs.Sum(input => input.C);
        var y = new Tensor(shape);
        Visit(step, y, (input, from, to) => y.Data[to] = step.Inputs[input].Data[from]);
        return y;
    }

    public override void Backward(Step step, Tensor dy) => Visit(step, dy, (input, from, to) => step.InputGradient(input).Data[from] += dy.Data[to]);

    private static void Visit(Step step, Tensor y, Action<int, int, int> copy)
    {
        int start = 0;
        for (int input = 0; input < step.Inputs.Count; start += step.Inputs[input].Image, input++)
        {
            int image = step.Inputs[input].Image;
            for (int i = 0; i < step.Inputs[input].Data.Length; i++) copy(input, i, i / image * y.Image + start + i % image);
        }
    }
}
