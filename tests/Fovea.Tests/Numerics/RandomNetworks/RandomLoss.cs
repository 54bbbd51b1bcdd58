using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>Losses with their arguments.</summary>
internal static class RandomLoss
{
    /// <summary>Kind of loss in the vocabulary, and what it can be told.</summary>
    public static IReadOnlyList<(string Kind, string Type, object Attributes)> All { get; } =
    [
        ("", "dot", new { }),
        ("CrossEntropyLoss", "cross_entropy", new { }),
        ("CrossEntropyLoss", "cross_entropy", new { label_smoothing = 0.1, ignore_index = 0 }),
        ("CrossEntropyLoss", "cross_entropy", new { reduction = "sum" }),
        ("NLLLoss", "nll", new { }),
        ("NLLLoss", "nll", new { ignore_index = 1, reduction = "sum" }),
        ("BCELoss", "bce", new { }),
        ("BCELoss", "bce", new { reduction = "sum" }),
        ("BCEWithLogitsLoss", "bce_with_logits", new { pos_weight = 2.5 }),
        ("BCEWithLogitsLoss", "bce_with_logits", new { reduction = "sum" }),
        ("MSELoss", "mse", new { }),
        ("MSELoss", "mse", new { reduction = "sum" }),
        ("L1Loss", "l1", new { }),
        ("L1Loss", "l1", new { reduction = "sum" }),
        ("SmoothL1Loss", "smooth_l1", new { beta = 0.5 }),
        ("HuberLoss", "huber", new { delta = 0.5 }),
        ("HuberLoss", "huber", new { delta = 0.5, reduction = "sum" }),
    ];

    /// <summary>One for outputs of so many channels.</summary>
    public static Gen<Loss> For(int channels) =>
        from loss in Gen.OneOf([.. All.Where(loss => channels > 1 || loss.Type is not ("cross_entropy" or "nll"))])
        from weighs in Gen.Bool
        from weights in Gen.Double[0.25, 2].Array[channels]
        let attributes = NodeAttributes.Of(loss.Attributes)
        select new Loss(loss.Type, weighs && loss.Type is "cross_entropy" or "nll" ? attributes.With("class_weight", new System.Text.Json.Nodes.JsonArray([.. weights])) : attributes);
}
