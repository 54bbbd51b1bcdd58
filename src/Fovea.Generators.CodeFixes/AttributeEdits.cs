using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fovea.Generators.CodeFixes;

/// <summary>Edits of attributes that keep what stands around them.</summary>
internal static class AttributeEdits
{
    /// <summary>The layer's name as it is written: Conv2d for Fovea.Conv2dAttribute too.</summary>
    public static string LayerName(this AttributeSyntax attribute)
    {
        const string Suffix = "Attribute";
        string name = (attribute.Name as QualifiedNameSyntax)?.Right.Identifier.ValueText
            ?? (attribute.Name as AliasQualifiedNameSyntax)?.Name.Identifier.ValueText
            ?? (attribute.Name as SimpleNameSyntax)?.Identifier.ValueText ?? "";
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    /// <summary>The argument written as <c>Name = value</c>.</summary>
    public static AttributeArgumentSyntax? Property(this AttributeSyntax attribute, string name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    public static void ReplaceExpression(this SyntaxEditor editor, ExpressionSyntax expression, string text) =>
        editor.ReplaceNode(expression, (current, _) => SyntaxFactory.ParseExpression(text).WithTriviaFrom(current));

    /// <summary>Replaces the value of <c>Name = value</c>, or adds it as the last argument.</summary>
    public static void SetProperty(this SyntaxEditor editor, AttributeSyntax attribute, string name, string value)
    {
        if (attribute.Property(name) is { } argument)
        {
            editor.ReplaceExpression(argument.Expression, value);
            return;
        }
        editor.ReplaceNode(attribute, (node, _) =>
        {
            var current = (AttributeSyntax)node;
            AttributeArgumentSyntax added = SyntaxFactory.AttributeArgument(
                SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.EqualsToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))),
                nameColon: null,
                SyntaxFactory.ParseExpression(value));
            if (current.ArgumentList is not { Arguments.Count: > 0 } list) return current.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(added)));
            return current.WithArgumentList(list.WithArguments(SyntaxFactory.SeparatedList<AttributeArgumentSyntax>([.. list.Arguments.GetWithSeparators(), Comma, added])));
        });
    }

    /// <summary>(a, b) → (a), and (a) → nothing at all.</summary>
    public static void RemoveArgument(this SyntaxEditor editor, AttributeArgumentSyntax argument)
    {
        if (argument.Parent is not AttributeArgumentListSyntax { Parent: AttributeSyntax attribute } list) return;
        if (list.Arguments.Count == 1) editor.ReplaceNode(attribute, (current, _) => ((AttributeSyntax)current).WithArgumentList(null).WithTriviaFrom(current));
        else editor.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia);
    }

    /// <summary>[A, B] → [A, <paramref name="layers"/>, B]; the first of them stands where B stood.</summary>
    public static void InsertBefore(this SyntaxEditor editor, AttributeSyntax attribute, params string[] layers)
    {
        if (attribute.Parent is not AttributeListSyntax parent) return;
        editor.TrackNode(attribute);
        editor.ReplaceNode(parent, (node, _) =>
        {
            var list = (AttributeListSyntax)node;
            if (list.GetCurrentNode(attribute) is not { } current) return list;
            var items = new List<SyntaxNodeOrToken>();
            foreach (SyntaxNodeOrToken item in list.Attributes.GetWithSeparators())
            {
                if (item != current)
                {
                    items.Add(item);
                    continue;
                }
                foreach (string layer in layers) items.AddRange([layer == layers[0] ? Parse(layer).WithLeadingTrivia(current.GetLeadingTrivia()) : Parse(layer), Comma]);
                items.Add(current.WithoutLeadingTrivia());
            }
            return list.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>(items));
        });
    }

    /// <summary>An attribute as it would be written in brackets: <c>AdaptiveAvgPool2d(4)</c>.</summary>
    public static AttributeSyntax Parse(string text)
    {
        int arguments = text.IndexOf('(');
        return arguments < 0
            ? SyntaxFactory.Attribute(SyntaxFactory.ParseName(text))
            : SyntaxFactory.Attribute(SyntaxFactory.ParseName(text.Substring(0, arguments)), SyntaxFactory.ParseAttributeArgumentList(text.Substring(arguments)));
    }

    /// <summary>[A, B] → [A]; [B] goes with its line, but comments and documentation above it stay.</summary>
    public static void RemoveAttribute(this SyntaxEditor editor, AttributeSyntax attribute)
    {
        if (attribute.Parent is not AttributeListSyntax { Parent: TypeDeclarationSyntax type }) return;
        editor.TrackNode(attribute);
        editor.ReplaceNode(type, (node, _) =>
        {
            if (node.GetCurrentNode(attribute) is not { Parent: AttributeListSyntax list } current) return node;
            if (list.Attributes.Count > 1) return node.ReplaceNode(list, Without(list, current));
            SyntaxToken next = list.GetLastToken().GetNextToken();
            SyntaxTriviaList kept = [.. Above(list.GetLeadingTrivia()), .. next.LeadingTrivia];
            return node.ReplaceToken(next, next.WithLeadingTrivia(kept)) is var moved && moved.GetCurrentNode(attribute)?.Parent is { } gone
                ? moved.RemoveNode(gone, SyntaxRemoveOptions.KeepNoTrivia)!
                : node;
        });
    }

    private static SyntaxToken Comma => SyntaxFactory.Token(default, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space));

    // The first takes the comma after it along, the others the one before them.
    private static AttributeListSyntax Without(AttributeListSyntax list, AttributeSyntax attribute)
    {
        int index = list.Attributes.IndexOf(attribute);
        SyntaxNodeOrTokenList items = list.Attributes.GetWithSeparators();
        if (index > 0) return list.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>([.. items.Where((_, i) => i != 2 * index && i != 2 * index - 1)]));
        AttributeSyntax next = list.Attributes[1].WithLeadingTrivia(attribute.GetLeadingTrivia());
        return list.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>([next, .. items.Skip(3)]));
    }

    // All but the indentation of the line that goes.
    private static IEnumerable<SyntaxTrivia> Above(SyntaxTriviaList trivia) =>
        trivia.Reverse().SkipWhile(item => item.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse();
}
