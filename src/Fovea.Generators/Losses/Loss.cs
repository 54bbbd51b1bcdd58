using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>All that the compiler knows of one kind of loss. A record, so that graphs compare by content.</summary>
internal abstract record Loss(bool IsSum)
{
    /// <summary>The attribute's name.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether targets are class labels (int) or numbers (float).</summary>
    public abstract bool TakesLabels { get; }

    public string TargetType => TakesLabels ? "int" : "float";

    /// <summary>Targets of one image.</summary>
    public abstract Size TargetSize(Shape output);

    /// <summary>What is wrong with this loss on that output, or null.</summary>
    public virtual LossProblem? Check(Shape output) => null;

    /// <summary>Floats of the training arena that the loss uses and forgets.</summary>
    public virtual Size Scratch(Shape output) => 0;

    /// <summary>Writes the body of <c>float Prepare(ReadOnlySpan&lt;T&gt; targets)</c>: checks them, returns the factor of every term.</summary>
    public abstract void EmitPrepare(CodeWriter code, Shape output);

    /// <summary>Adds the kernel over one chunk and writes the call that declares the chunk's <c>loss</c>.</summary>
    public abstract void EmitEvaluate(KernelSet kernels, CodeWriter code, LossMaps maps);
}

internal sealed record LossProblem(string? Argument, string Message);
