using Fovea.Generators.Diagnostics;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.GroupNorm: Wu and He, "Group Normalization", 2018.</summary>
internal sealed record GroupNormLayer(int GroupCount, double Eps, bool Affine) : ImageNormLayer(Eps, Affine)
{
    public override string Kind => "GroupNorm";

    public static Layer? Read(ArgumentReader arguments) =>
        new GroupNormLayer(arguments.Positive("groups"), arguments.Real("Eps", 1e-5, minimum: 0), arguments.Flag("Affine", true));

    protected override int Groups(int channels) => GroupCount;

    public override void Infer(Inference inference)
    {
        int channels = inference.Input.Channels;
        if (channels % GroupCount != 0)
        {
            inference.Report(Descriptors.GroupsDoNotDivide, "groups", $"{GroupCount} groups do not divide its {channels} input {(inference.Input.IsVector ? "features" : "channels")}.");
            return;
        }
        WarnOfSingleNumbers(inference, "each group");
        Complete(inference, [channels], ["channels"]);
    }
}
