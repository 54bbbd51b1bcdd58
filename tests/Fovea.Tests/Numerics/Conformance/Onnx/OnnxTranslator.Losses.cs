using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>Losses.</summary>
internal sealed partial class OnnxTranslator
{
    // Where the logarithms are wanted too, they are the network's output.
    private string SoftmaxCrossEntropy(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        bool logarithms = node.Gives(1);
        string output = Add(x, logarithms ? "log_softmax" : "identity");
        if (logarithms) _values[node.Outputs[1]] = output;
        return OfLabels(node, logarithms ? "nll" : "cross_entropy");
    }

    private string NegativeLogLikelihood(OnnxNode node)
    {
        Add(Value(node.Inputs[0]), "identity");
        return OfLabels(node, "nll");
    }

    private string OfLabels(OnnxNode node, string type)
    {
        var attributes = new JsonObject { ["reduction"] = node.Attributes.Text("reduction", "mean") };
        if (node.Attributes.Has("ignore_index")) attributes["ignore_index"] = node.Attributes.Int("ignore_index");
        if (node.Takes(2)) attributes["class_weight"] = new JsonArray([.. Parameter(node, 2).Data.Select(value => (JsonNode)value)]);
        _loss = new(type, new(attributes));
        _target = Parameter(node, 1);
        return OnnxTranslation.LossValue;
    }
}
