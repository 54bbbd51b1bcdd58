using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>An activation that works number by number and whose derivative needs its input: the layer before it cannot apply it in place.</summary>
internal abstract record ActivationLayer : Layer
{
    public override LayerTraits Traits => LayerTraits.Nonlinear;

    /// <summary>The formula, for comments.</summary>
    protected abstract string Formula { get; }

    /// <summary>Its derivative, for comments.</summary>
    protected abstract string Derivative { get; }

    /// <summary>What sets it apart from another of its kind, for names of methods.</summary>
    protected virtual string Key => Kind;

    /// <summary>Writes the body of a function of the vector <c>x</c>.</summary>
    protected abstract void EmitValue(CodeWriter code, KernelSet kernels);

    /// <summary>Writes the body of its derivative at the vector <c>x</c>.</summary>
    protected abstract void EmitDerivative(CodeWriter code, KernelSet kernels);

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference) => inference.Output = inference.Input;

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string function = Function(step.Kernels, Key, Formula, EmitValue);
        string kernel = ElementwiseKernel.Add(step.Kernels, $"{Key}Forward_{x.Key}", $"{Kind} of {x.Display}: {Formula}.", x, ["x"], "y", values => $"{function}({values[0]})");
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient, dx = step.InputGradient();
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string derivative = Function(step.Kernels, Key + "Derivative", Derivative, EmitDerivative);
            string kernel = ElementwiseKernel.Add(step.Kernels, $"{Key}Backward_{x.Key}{(add ? "_Add" : "")}", $"{Kind} of {x.Display}, backward: dx {(add ? "+=" : "=")} dy · y′, {Derivative}.", x, ["x", "dy"], "dx",
                values => add ? step.Isa.MultiplyAdd(values[1], $"{derivative}({values[0]})", values[2]) : $"{values[1]} * {derivative}({values[0]})", readsTarget: add);
            step.Call(kernel, x.Reference, dy.Reference, dx.Reference);
        }
    }

    private string Function(KernelSet kernels, string name, string formula, Action<CodeWriter, KernelSet> body) =>
        kernels.Add(name, $"{Kind}: {formula}. NaN survives.", $"{kernels.Isa.Vector} x", code => body(code, kernels), kernels.Isa.Vector, hot: false);
}
