namespace Fovea.Generators.Emission;

/// <summary>Hands a gradient on unchanged.</summary>
internal static class CopyKernel
{
    /// <summary>dx = dy, or dx += dy where another layer has written it.</summary>
    public static void PassOn(Step step, int input)
    {
        using (step.ForInputGradient(input))
        {
            bool add = step.Accumulates(input);
            Map dy = step.OutputGradient;
            string kernel = Add(step.Kernels, dy, add);
            step.Call(kernel, dy.Reference, step.InputGradient(input).Reference);
        }
    }

    public static string Add(KernelSet kernels, Map map, bool add) => ElementwiseKernel.Add(
        kernels, $"{(add ? "Accumulate" : "Copy")}_{map.Key}", $"y {(add ? "+=" : "=")} x, of {map.Display}.", map, ["x"], "y",
        values => add ? $"{values[1]} + {values[0]}" : values[0], readsTarget: add);
}
