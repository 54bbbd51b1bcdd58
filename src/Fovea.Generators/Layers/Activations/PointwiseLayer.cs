using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>An activation that works number by number and whose derivative follows from its output.</summary>
internal abstract record PointwiseLayer : Layer, IPointwise
{
    public override LayerTraits Traits => LayerTraits.Nonlinear | LayerTraits.Numberwise;

    /// <summary>The formula, for comments.</summary>
    protected abstract string Formula { get; }

    /// <summary>Its derivative in y, for comments.</summary>
    protected abstract string Derivative { get; }

    public virtual string Key => Kind;

    public abstract string Apply(Isa isa, KernelSet kernels, string x);

    public abstract string Differentiate(Isa isa, KernelSet kernels, string y, string dy);

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference) => inference.Output = inference.Input;

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string kernel = ElementwiseKernel.Add(step.Kernels, $"{Key}Forward_{x.Key}", $"{Kind} of {x.Display}: {Formula}.", x, ["x"], "y",
            values => Apply(step.Isa, step.Kernels, values[0]));
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map y = step.Output, dy = step.OutputGradient, dx = step.InputGradient();
        if (step.IsFused)
        {
            string inPlace = ElementwiseKernel.Add(step.Kernels, $"{Key}Backward_{y.Key}_InPlace", $"{Kind} of {y.Display}, backward in place: dy = {Derivative}.", y, ["y"], "dy",
                values => Differentiate(step.Isa, step.Kernels, values[0], values[1]), readsTarget: true);
            step.Call(inPlace, y.Reference, dy.Reference);
            return;
        }
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = ElementwiseKernel.Add(step.Kernels, $"{Key}Backward_{y.Key}{(add ? "_Add" : "")}", $"{Kind} of {y.Display}, backward: dx {(add ? "+=" : "=")} {Derivative}.", y, ["y", "dy"], "dx",
                values => Differentiate(step.Isa, step.Kernels, values[0], values[1]) is var gradient && add ? $"{values[2]} + {gradient}" : gradient, readsTarget: add);
            step.Call(kernel, y.Reference, dy.Reference, dx.Reference);
        }
    }
}
