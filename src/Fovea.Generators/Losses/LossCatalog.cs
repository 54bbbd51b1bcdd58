using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>A kind of loss: its attribute's name, and how its arguments are read.</summary>
internal sealed record LossKind(string Name, Func<ArgumentReader, Loss?> Read);

/// <summary>Every kind of loss. The one place that knows them all.</summary>
internal static class LossCatalog
{
    private static readonly Dictionary<string, LossKind> Kinds = new LossKind[]
    {
        new("CrossEntropyLoss", CrossEntropyLoss.Read),
        new("NLLLoss", NLLLoss.Read),
        new("BCELoss", BCELoss.Read),
        new("BCEWithLogitsLoss", BCEWithLogitsLoss.Read),
        new("MSELoss", MSELoss.Read),
        new("L1Loss", L1Loss.Read),
        new("SmoothL1Loss", SmoothL1Loss.Read),
        new("HuberLoss", HuberLoss.Read),
    }.ToDictionary(kind => kind.Name);

    public static LossKind? Find(string name) => Kinds.TryGetValue(name, out LossKind kind) ? kind : null;

    /// <summary>Reduction = Mean or Sum: the enum's numbers.</summary>
    public static bool IsSum(ArgumentReader arguments) => arguments.Integer("Reduction", 0, 0) == 1;
}
