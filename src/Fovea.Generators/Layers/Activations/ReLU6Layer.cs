namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ReLU6.</summary>
internal sealed record ReLU6Layer() : ClampLayer(0, 6)
{
    public override string Kind => "ReLU6";

    public override string Key => Kind;
}
