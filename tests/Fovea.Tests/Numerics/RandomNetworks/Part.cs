namespace Fovea.Tests.Numerics;

/// <summary>One attribute of a declaration, and the <c>From</c> before it.</summary>
/// <param name="Name">Its name within its network or block.</param>
/// <param name="From">The earlier output that it goes on from; null is the last one.</param>
internal abstract record Part(string Name, string? From);

/// <summary>A layer. Numbers among its arguments may be those of <see cref="Given"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The earlier output that it goes on from.</param>
/// <param name="Op">What it does, in the words of the conformance cases.</param>
/// <param name="Attributes">Its arguments.</param>
/// <param name="Others">Names of further operands, or of the pool to undo.</param>
/// <param name="Input">The shape of its input where it was drawn: images and vectors have different attributes.</param>
internal sealed record LayerPart(string Name, string? From, string Op, NodeAttributes Attributes, IReadOnlyList<string> Others, int[] Input) : Part(Name, From);

/// <summary>An assertion of the shape.</summary>
internal sealed record ExpectPart(int[] Shape) : Part("", null);

/// <summary><c>Use</c>, or <c>Residual</c> where there is a skip.</summary>
internal sealed record UsePart(string Name, string? From, Body Body, UseArguments Arguments, Skip? Skip) : Part(Name, From);

/// <summary>A block, or a network of its own where it says its input.</summary>
internal sealed record Body(int Number, IReadOnlyList<Part> Parts, int[]? Input)
{
    /// <summary>Whether there is a BatchNorm2d in it, however deep.</summary>
    public bool Normalises => Parts.Any(part => part is LayerPart { Op: "batch_norm", Input.Length: 3 } || part is UsePart { Body.Normalises: true });
}

/// <summary>What a use says. Null is not said.</summary>
internal sealed record UseArguments(int? Channels, int? Hidden, int? Kernel, int? Stride, int? Padding, int? Groups, int? Repeat, bool Frozen);

/// <summary>A residual's own arguments.</summary>
internal sealed record Skip(Shortcut Shortcut, Activation After, bool? Norm, bool? Bias);

/// <summary>What one instance of a block is given.</summary>
internal sealed record Givens(int Channels, int? Hidden, int? Kernel, int Stride, int? Padding, int Groups)
{
    /// <summary>A number, or what it stands for.</summary>
    public int Resolve(int value) => value switch
    {
        Given.Channels => Channels,
        Given.Hidden => Hidden ?? throw new IllegalException("Given.Hidden is not given."),
        Given.Kernel => Kernel ?? throw new IllegalException("Given.Kernel is not given."),
        Given.Stride => Stride,
        Given.Padding => Padding ?? throw new IllegalException("Given.Padding is not given."),
        Given.Groups => Groups,
        _ => value,
    };
}

/// <summary>Why something cannot stand where it should.</summary>
internal sealed class IllegalException(string reason) : ArgumentException(reason);
