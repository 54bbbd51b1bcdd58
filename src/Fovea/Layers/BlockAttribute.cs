namespace Fovea;

/// <summary>
/// Declares a reusable stretch of layers with no input of its own: the attributes after it are its layers, and <see cref="UseAttribute{T}"/> and
/// <see cref="ResidualAttribute{T}"/> put it into networks. Inside, <c>"input"</c> is what the block is given, and names outside are out of sight.
/// <see cref="Given"/> stands for the arguments of the use. The class must be partial.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute : DeclarationAttribute;
