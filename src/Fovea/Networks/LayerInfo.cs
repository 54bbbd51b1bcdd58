namespace Fovea;

/// <summary>What the compiler knows of one layer: a row of the table that hovering over the network shows.</summary>
/// <param name="Name">The layer's name: its own, or its kind's prefix and its position among that kind (<c>conv1</c>).</param>
/// <param name="Kind">The attribute's name, <c>Conv2d</c>.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Parameters">How many trainable numbers it has.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image, in its forward pass.</param>
/// <param name="ReceptiveField">What one output pixel sees of the network's input.</param>
/// <param name="Inputs">The names of the layers whose outputs it takes, <c>input</c> for the network's own: one, or several where branches join.</param>
public sealed record LayerInfo(string Name, string Kind, Shape Output, long Parameters, long MultiplyAdds, ReceptiveField ReceptiveField, IReadOnlyList<string> Inputs);
