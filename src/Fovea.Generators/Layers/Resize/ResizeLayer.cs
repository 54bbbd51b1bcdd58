using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Upsample with a size.</summary>
internal sealed record ResizeLayer(int Height, int Width, bool Bilinear, bool AlignCorners) : ResamplingLayer(Bilinear, AlignCorners)
{
    public override string Kind => "Resize";

    public static Layer? Read(ArgumentReader arguments) => new ResizeLayer(
        arguments.Positive("height"), arguments.Positive("width"), ReadMode(arguments), arguments.Flag("AlignCorners", false));

    protected override (Size Size, int? Factor) Rows(Size input) => To(Height, input);

    protected override (Size Size, int? Factor) Columns(Size input) => To(Width, input);

    private static (Size Size, int? Factor) To(int size, Size input) => (size, input.IsConstant && size % input.Value == 0 ? (int)(size / input.Value) : null);
}
