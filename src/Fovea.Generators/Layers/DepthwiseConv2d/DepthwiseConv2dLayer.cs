using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Conv2d with as many groups and output channels as input channels.</summary>
internal sealed partial record DepthwiseConv2dLayer(Window Window, bool Bias) : ConvolutionLayer(Window, Bias)
{
    /// <summary>How it was declared.</summary>
    public string Declared { get; init; } = "DepthwiseConv2d";

    public override string Kind => Declared;

    public override LayerTraits Traits => LayerTraits.Weighted;

    public static Layer? Read(ArgumentReader arguments) => new DepthwiseConv2dLayer(Window.Read(arguments), arguments.Flag("Bias", true));

    protected override int ChannelsOf(Shape input) => input.Channels;

    protected override int GroupsOf(Shape input) => input.Channels;
}
