using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Upsample with a scale_factor.</summary>
internal sealed record UpsampleLayer(int Scale, bool Bilinear, bool AlignCorners) : ResamplingLayer(Bilinear, AlignCorners)
{
    public override string Kind => "Upsample";

    public static Layer? Read(ArgumentReader arguments) => new UpsampleLayer(arguments.Positive("scale"), ReadMode(arguments), arguments.Flag("AlignCorners", false));

    protected override (Size Size, int? Factor) Rows(Size input) => (input * Scale, Scale);

    protected override (Size Size, int? Factor) Columns(Size input) => (input * Scale, Scale);
}
