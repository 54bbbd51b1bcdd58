using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Conv2d.</summary>
internal sealed partial record Conv2dLayer(int Channels, Window Window, int Groups, bool Bias) : ConvolutionLayer(Window, Bias)
{
    public override string Kind => "Conv2d";

    public override LayerTraits Traits => LayerTraits.Weighted | (Groups == 1 && Window.Taps > 1 ? LayerTraits.Mixing : LayerTraits.None);

    public static Layer? Read(ArgumentReader arguments)
    {
        int channels = arguments.Positive("channels");
        var window = Window.Read(arguments);
        return new Conv2dLayer(channels, window, arguments.Positive("Groups", 1), arguments.Flag("Bias", true));
    }

    protected override int ChannelsOf(Shape input) => Channels;

    protected override int GroupsOf(Shape input) => Groups;
}
