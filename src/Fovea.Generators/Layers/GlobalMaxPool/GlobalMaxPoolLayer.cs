namespace Fovea.Generators.Layers;

/// <summary>The largest number of each channel.</summary>
internal sealed record GlobalMaxPoolLayer() : AdaptiveMaxPool2dLayer(1, 1)
{
    public override string Kind => "GlobalMaxPool";
}
