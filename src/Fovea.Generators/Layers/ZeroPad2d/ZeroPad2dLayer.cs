using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ZeroPad2d.</summary>
internal sealed record ZeroPad2dLayer(Sides Sides) : ConstantPad2dLayer(Sides, 0)
{
    public override string Kind => "ZeroPad2d";

    protected override string Border => "a border of zeros";

    public static new Layer? Read(ArgumentReader arguments) => new ZeroPad2dLayer(Sides.Read(arguments));
}
