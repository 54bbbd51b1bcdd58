using System.Text;

namespace Fovea.Tests.Numerics;

/// <summary>Parts as C#.</summary>
internal sealed class PartWriter(string typeName)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<Body> _written = [];

    /// <summary>The classes of a network and of all that it uses.</summary>
    public static string Write(string typeName, int[] input, bool anySize, IReadOnlyList<Part> parts, Loss loss)
    {
        var writer = new PartWriter(typeName);
        writer.WriteBodies(parts);
        int[] size = anySize ? [input[0], Dim.Any, Dim.Any] : input;
        // What is expected of one size is not of others.
        writer.WriteClass(typeName, size, [.. parts.Where(part => !(anySize && part is ExpectPart))], loss.Type == "dot" ? null : LayerText.Of(loss));
        return writer._text.ToString();
    }

    private void WriteBodies(IReadOnlyList<Part> parts)
    {
        foreach (Body body in parts.OfType<UsePart>().Select(use => use.Body))
        {
            if (!_written.Add(body)) continue;
            WriteBodies(body.Parts);
            // A network inside a network is without its loss.
            WriteClass(NameOf(body), body.Input, body.Parts, body.Input is null ? null : new AttributeText("MSELoss"));
            _text.Append('\n');
        }
    }

    private void WriteClass(string name, int[]? input, IReadOnlyList<Part> parts, AttributeText? loss)
    {
        Line(input is null ? new AttributeText("Block") : new AttributeText("Network").With([.. input.Cast<object>()]));
        foreach (Part part in parts)
        {
            if (part.From is { } from) Line(new AttributeText("From").With(from));
            Line(part switch
            {
                LayerPart layer => LayerText.Of(layer.Op, layer.Attributes, [1, .. layer.Input], layer.Others, Purpose.AsWritten).Named("Name", layer.Name),
                ExpectPart expectation => new AttributeText("Expect").With([.. expectation.Shape.Cast<object>()]),
                UsePart use => Text(use),
                _ => throw new NotSupportedException($"{part}"),
            });
        }

        if (loss is not null) Line(loss);
        _text.Append("public sealed partial class ").Append(name).Append(";\n");
    }

    private AttributeText Text(UsePart use)
    {
        (int? channels, int? hidden, int? kernel, int? stride, int? padding, int? groups, int? repeat, bool frozen) = use.Arguments;
        var text = new AttributeText($"{(use.Skip is null ? "Use" : "Residual")}<{NameOf(use.Body)}>");
        if (channels is { } number) text.With(number);
        foreach ((string name, int? value) in new[] { ("Hidden", hidden), ("Kernel", kernel), ("Stride", stride), ("Padding", padding), ("Groups", groups), ("Repeat", repeat) })
        {
            if (value is { } argument) text.Named(name, argument);
        }

        text.Named("Frozen", frozen, false);
        if (use.Skip is { } skip)
        {
            if (skip.Shortcut != Shortcut.Auto) text.Word("Shortcut", $"Shortcut.{skip.Shortcut}");
            if (skip.After != Activation.ReLU) text.Word("After", $"Activation.{skip.After}");
            if (skip.Norm is { } norm) text.Named("ProjectionNorm", norm);
            if (skip.Bias is { } bias) text.Named("ProjectionBias", bias);
        }

        return text.Named("Name", use.Name);
    }

    private string NameOf(Body body) => $"{typeName}_{(body.Input is null ? "Block" : "Network")}{body.Number}";

    private void Line(AttributeText attribute) => _text.Append('[').Append(attribute).Append("]\n");
}
