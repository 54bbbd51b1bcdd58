namespace Fovea.Generators.Layers;

/// <summary>The mean of each channel.</summary>
internal sealed record GlobalAvgPoolLayer() : AdaptiveAvgPool2dLayer(1, 1)
{
    public override string Kind => "GlobalAvgPool";
}
