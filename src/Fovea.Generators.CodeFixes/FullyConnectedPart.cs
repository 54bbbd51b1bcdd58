using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fovea.Generators.CodeFixes;

/// <summary>
/// Flatten, Linear and what follows, up to Unflatten or the loss, and the convolutions that compute the same. Flattening takes a map's numbers in the order in which a kernel's weights
/// lie, so Linear's [out, c·k·k] is the kernel's [out, c, k, k] as it stands; and PixelShuffle(r) puts channel c·r² + i·r + j where Unflatten puts that number.
/// </summary>
internal sealed class FullyConnectedPart
{
    // What joins values, or looks at all of a vector at once: among images it would not be the same.
    private static readonly HashSet<string> Barriers = ["Flatten", "From", "Add", "Multiply", "Concat", "Use", "Residual", "LayerNorm", "Expect"];

    // Layers that count under one prefix; making a Linear a Conv2d moves the numbers of those after it.
    private static readonly Dictionary<string, string> Prefixes = new() { ["Linear"] = "linear", ["Conv2d"] = "conv", ["DepthwiseConv2d"] = "conv" };

    private readonly AttributeSyntax[] _all;
    private readonly List<AttributeSyntax> _linears = [], _norms = [];
    private AttributeSyntax? _flatten, _unflatten;

    private FullyConnectedPart(AttributeSyntax[] all) => _all = all;

    /// <summary>The part that begins with a Flatten, or a Linear without one; null where there is none that convolutions could replace.</summary>
    public static FullyConnectedPart? Find(AttributeSyntax start)
    {
        if (start.Parent?.Parent is not TypeDeclarationSyntax type) return null;
        AttributeSyntax[] all = [.. type.AttributeLists.SelectMany(list => list.Attributes)];
        var part = new FullyConnectedPart(all);
        foreach (AttributeSyntax layer in all.Skip(Array.IndexOf(all, start)))
        {
            string name = layer.LayerName();
            if (name == "Linear" && layer.ArgumentList is { Arguments.Count: > 0 }) part._linears.Add(layer);
            else if (name == "BatchNorm1d") part._norms.Add(layer);
            else if (name == "Unflatten" && part._linears.Count > 0) part._unflatten = layer;
            else if (name == "Flatten" && layer == start && layer.ArgumentList is not { Arguments.Count: > 0 }) part._flatten = layer;
            else if (Barriers.Contains(name)) return null;
            if (part._unflatten is not null || name.EndsWith("Loss", StringComparison.Ordinal)) break;
        }
        return part._linears.Count > 0 && (part._unflatten is null || part.Factor is not null) ? part : null;
    }

    /// <summary>What the first Linear becomes behind a map of that size, as it will be written but for its name.</summary>
    public string Convolution(int height, int width) => $"Conv2d({Arguments(_linears[0], height, width)})";

    /// <summary>Flatten goes; every Linear becomes a convolution of its name, the first over the whole map; BatchNorm1d becomes BatchNorm2d, and Unflatten PixelShuffle.</summary>
    public void Convert(SyntaxEditor editor, int height, int width)
    {
        foreach (AttributeSyntax linear in _linears)
        {
            bool first = linear == _linears[0];
            Rewrite(editor, linear, "Conv2d", Arguments(linear, first ? height : 1, first ? width : 1, named: true));
        }
        foreach (AttributeSyntax norm in _norms) Rewrite(editor, norm, "BatchNorm2d", norm.ArgumentList is null ? null : string.Join(", ", norm.ArgumentList.Arguments));
        if (_unflatten is not null && Factor == "1") editor.RemoveAttribute(_unflatten);
        else if (_unflatten is not null) Rewrite(editor, _unflatten, "PixelShuffle", string.Join(", ", _unflatten.ArgumentList!.Arguments.Skip(3).Select(argument => argument.ToString()).Prepend(Factor)));
        foreach (AttributeSyntax later in _all.Skip(Array.IndexOf(_all, _linears[0])).Except(_linears).Where(layer => Prefixes.ContainsKey(layer.LayerName()))) KeepName(editor, later);
        if (_flatten is not null) editor.RemoveAttribute(_flatten);
    }

    // Unflatten(c, r, r): r, as it is written; null for other shapes.
    private string? Factor =>
        _unflatten?.ArgumentList?.Arguments is [{ NameColon: null }, { NameColon: null } height, { NameColon: null } width, ..] && height.ToString() == width.ToString() ? height.ToString() : null;

    private string Arguments(AttributeSyntax linear, int height, int width, bool named = false)
    {
        List<string> arguments = [linear.ArgumentList!.Arguments.FirstOrDefault(argument => argument.NameEquals is null)?.Expression.ToString() ?? ""];
        arguments.AddRange((height, width) switch
        {
            (1, 1) => ["1"],
            _ when height == width => [$"{height}", $"Stride = {height}"],
            _ => [$"KernelHeight = {height}", $"KernelWidth = {width}", $"StrideHeight = {height}", $"StrideWidth = {width}"],
        });
        arguments.AddRange(linear.ArgumentList.Arguments.Where(argument => argument.NameEquals is { } property && property.Name.Identifier.ValueText is not ("In" or "Name")).Select(argument => argument.ToString()));
        if (named) arguments.Add(linear.Property("Name")?.ToString() ?? $"Name = \"{DefaultName(linear)}\"");
        return string.Join(", ", arguments);
    }

    // "linear" and its position among its kind: what its tensors are called in files.
    private string DefaultName(AttributeSyntax layer)
    {
        string prefix = Prefixes[layer.LayerName()];
        return $"{prefix}{_all.TakeWhile(other => other != layer).Count(other => Prefixes.TryGetValue(other.LayerName(), out string? same) && same == prefix) + 1}";
    }

    private void KeepName(SyntaxEditor editor, AttributeSyntax layer)
    {
        string name = $"\"{DefaultName(layer)}\"";
        if (layer.Property("Name") is null) editor.SetProperty(layer, "Name", name);
    }

    // Fovea.LinearAttribute(…) → Fovea.Conv2d(…)
    private static void Rewrite(SyntaxEditor editor, AttributeSyntax layer, string name, string? arguments) => editor.ReplaceNode(layer, (current, _) =>
    {
        string written = layer.Name.ToString();
        int last = Math.Max(written.LastIndexOf('.'), written.LastIndexOf(':')) + 1;
        return ((AttributeSyntax)current)
            .WithName(SyntaxFactory.ParseName(written.Substring(0, last) + name))
            .WithArgumentList(arguments is null ? null : SyntaxFactory.ParseAttributeArgumentList($"({arguments})"))
            .WithTriviaFrom(current);
    });
}
