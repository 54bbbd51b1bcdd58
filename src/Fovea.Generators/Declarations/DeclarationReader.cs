using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.Declarations;

/// <summary>Roslyn's symbols → NetworkDeclaration. The only room that knows symbols.</summary>
internal static class DeclarationReader
{
    // What a class must not be called, since members cannot be named like their class.
    private static readonly HashSet<string> Members =
    [
        "ParameterCount", "InputShape", "OutputShape", "Layers", "ParameterInfos", "Parameters", "Buffers", "ReadParameters", "ReadBuffers", "ParametersChanged",
        "Forward", "Backward", "BackwardFrom", "Loss", "TraceForward", "ImageOffset", "FrozenStatistics", "OutputShapeFor", "Save", "SaveOnnx", "FoveaOnnx", "Load", "Create", "MaxDegreeOfParallelism", "TrainingStep", "DropoutSeed", "TargetLength", "FoveaProgram", "FoveaTables",
    ];

    public static NetworkDeclaration Read(INamedTypeSymbol type, CancellationToken cancellation) => Read(type, [], cancellation);

    // What stands around a block that is being read: a block among them uses itself.
    private static NetworkDeclaration Read(INamedTypeSymbol type, List<INamedTypeSymbol> users, CancellationToken cancellation)
    {
        AttributeData[] attributes = AttributeSite.Ordered(type);
        var problems = new List<Problem>();
        CheckType(type, problems, cancellation);
        CheckParts(type, attributes, problems, cancellation);
        CheckOrder(attributes, problems);
        users.Add(type);
        var declarations = new List<AttributeDeclaration>();
        for (int i = 0; i < attributes.Length; i++)
        {
            AttributeDeclaration declaration = ReadAttribute(attributes[i], cancellation);
            if (attributes[i].AttributeClass is { TypeArguments: [var used] }) declaration = declaration with { Body = ReadBody(declaration.Kind, i, used, users, problems, cancellation) };
            declarations.Add(declaration);
        }
        users.RemoveAt(users.Count - 1);
        return new NetworkDeclaration(Identify(type), declarations.ToEquatableArray(), problems.ToEquatableArray());
    }

    // The block or network that a Use or Residual refers to; null after a problem, or where the type does not resolve.
    private static NetworkDeclaration? ReadBody(string kind, int index, ITypeSymbol used, List<INamedTypeSymbol> users, List<Problem> problems, CancellationToken cancellation)
    {
        if (used.TypeKind == TypeKind.Error) return null;
        string? attribute = used.GetAttributes().Select(attribute => AttributeSite.Kind(attribute.AttributeClass)).FirstOrDefault(name => name is "Block" or "Network");
        if (used is not INamedTypeSymbol block || attribute is null)
        {
            Add(Descriptors.NotABlock, $"{kind}<{used.Name}>: '{used.Name}' is neither a [Block] nor a [Network].");
            return null;
        }
        if (users.Contains(block, SymbolEqualityComparer.Default))
        {
            Add(Descriptors.RecursiveBlock, $"{kind}<{used.Name}>: '{used.Name}' would contain itself ({string.Join(" → ", users.Select(user => user.Name).Append(used.Name))}), without end.");
            return null;
        }
        if (block.DeclaringSyntaxReferences.Length > 0) return Read(block, users, cancellation);
        // Another assembly's: metadata does not keep the order of attributes, so the compiler wrote it down.
        string? text = block.GetAttributes().FirstOrDefault(candidate => candidate.AttributeClass?.Name == "CompiledDeclarationAttribute" && AttributeSite.IsOurs(candidate.AttributeClass))
            is { ConstructorArguments: [{ Value: CompiledDeclaration.Version }, { Value: string compiled }] } ? compiled : null;
        if (text is not null && CompiledDeclaration.Parse(text) is { } declaration) return declaration;
        Add(Descriptors.OtherVersion, $"{kind}<{used.Name}>: '{used.Name}' of {block.ContainingAssembly?.Name} was not compiled by this version of Fovea. Build {block.ContainingAssembly?.Name} again, with the same version.");
        return null;

        void Add(DiagnosticDescriptor descriptor, string message) =>
            problems.Add(new Problem(descriptor.Id, new ProblemSite(index, null), message, EquatableArray<FixHint>.Empty));
    }

    private static void CheckType(INamedTypeSymbol type, List<Problem> problems, CancellationToken cancellation)
    {
        string? unsupported =
            type.Arity > 0 ? "is generic: its kernels are written once, so it cannot have type parameters"
            : type.IsStatic ? "is static: a network has weights, so it needs instances"
            : type.IsRecord ? "is a record: a copy would share the original's weights. Make it a class"
            : type.IsAbstract ? "is abstract. Make it an ordinary class"
            : type.IsFileLocal || IsInFileLocal(type) ? "is local to its file, and its other half stands in another. Make it internal or public"
            : Members.Contains(type.Name) ? "is named like one of its own generated members. Give it another name"
            : HasPrimaryConstructor(type, cancellation) ? "has a primary constructor, and the generated constructor could not call it. Give it an ordinary one"
            : null;
        if (unsupported is not null) Add(Descriptors.UnsupportedType, $"Network '{type.Name}' {unsupported}.");
        if (!IsPartial(type, cancellation)) Add(Descriptors.NotPartial, $"Network '{type.Name}' must be partial: the compiler writes its other half.");
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (!IsPartial(outer, cancellation)) Add(Descriptors.ContainingTypeNotPartial, $"Network '{type.Name}' is nested in '{outer.Name}', which must be partial too.", new FixHint("type", outer.Name));
        }

        void Add(DiagnosticDescriptor descriptor, string message, params FixHint[] fix) =>
            problems.Add(new Problem(descriptor.Id, ProblemSite.Class, message, fix.ToEquatableArray()));
    }

    // Layers in two parts have no order.
    private static void CheckParts(INamedTypeSymbol type, AttributeData[] attributes, List<Problem> problems, CancellationToken cancellation)
    {
        SyntaxNode? first = null;
        for (int i = 0; i < attributes.Length; i++)
        {
            SyntaxNode? part = attributes[i].ApplicationSyntaxReference!.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            first ??= part;
            if (part == first) continue;
            problems.Add(new Problem(
                Descriptors.LayersInTwoParts.Id, new ProblemSite(i, null),
                $"Network '{type.Name}' has layers on two parts of the class, which have no order among them. Put all on one part.", EquatableArray<FixHint>.Empty));
            return;
        }
    }

    // The first layer needs to know the input.
    private static void CheckOrder(AttributeData[] attributes, List<Problem> problems)
    {
        int network = Array.FindIndex(attributes, attribute => AttributeSite.Kind(attribute.AttributeClass) == "Network");
        int first = Array.FindIndex(attributes, attribute => AttributeSite.IsOurs(attribute.AttributeClass));
        int block = Array.FindIndex(attributes, attribute => AttributeSite.Kind(attribute.AttributeClass) == "Block");
        if (network >= 0 && block >= 0)
        {
            problems.Add(new Problem(
                Descriptors.NoNetwork.Id, new ProblemSite(Math.Max(network, block), null),
                "A class is a [Network], which has an input, or a [Block], which is given one. Remove one of them.", EquatableArray<FixHint>.Empty));
            return;
        }
        if (network < 0 || first == network) return;
        problems.Add(new Problem(
            Descriptors.NoNetwork.Id, new ProblemSite(first, null),
            $"{AttributeSite.Kind(attributes[first].AttributeClass)}: it stands before [Network], which gives the input. Put [Network] first.", EquatableArray<FixHint>.Empty));
    }

    private static bool IsInFileLocal(INamedTypeSymbol type) => type.ContainingType is { } outer && (outer.IsFileLocal || IsInFileLocal(outer));

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static bool HasPrimaryConstructor(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax { ParameterList: not null });

    private static TypeIdentity Identify(INamedTypeSymbol type)
    {
        var outer = new List<ContainingType>();
        for (INamedTypeSymbol? containing = type.ContainingType; containing is not null; containing = containing.ContainingType)
        {
            string keyword = (containing.IsRecord ? "record " : "") + (containing.TypeKind switch { TypeKind.Struct => "struct", TypeKind.Interface => "interface", _ => "class" });
            string parameters = containing.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", containing.TypeParameters.Select(parameter => "@" + parameter.Name))}>";
            outer.Insert(0, new ContainingType(keyword, containing.Name, parameters, containing.MetadataName));
        }
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(new SymbolDisplayFormat(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces));
        return new TypeIdentity(space, type.Name, type.MetadataName, outer.ToEquatableArray());
    }

    private static AttributeDeclaration ReadAttribute(AttributeData attribute, CancellationToken cancellation)
    {
        var arguments = new List<Argument>();
        var syntax = attribute.ApplicationSyntaxReference!.GetSyntax(cancellation) as AttributeSyntax;
        if (attribute.AttributeConstructor is { } constructor)
        {
            for (int i = 0; i < Math.Min(constructor.Parameters.Length, attribute.ConstructorArguments.Length); i++)
            {
                string name = constructor.Parameters[i].Name;
                arguments.Add(new Argument(name, ReadValue(attribute.ConstructorArguments[i], Expression(name))));
            }
        }
        else
        {
            // Half-written: no constructor fits. What is there is unknown, so the layer is.
            foreach (string name in new[] { "channels", "features", "kernel" }) arguments.Add(new Argument(name, new UnknownValue()));
        }
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            arguments.Add(new Argument(named.Key, ReadValue(named.Value, Expression(named.Key))));
        }
        return new AttributeDeclaration(AttributeSite.Kind(attribute.AttributeClass), arguments.ToEquatableArray());

        ExpressionSyntax? Expression(string name) => syntax is null ? null : AttributeSite.Find(attribute, syntax, name)?.Expression;
    }

    private static ArgumentValue ReadValue(TypedConstant constant, ExpressionSyntax? expression)
    {
        if (constant.Kind == TypedConstantKind.Array)
        {
            return constant.IsNull ? new UnknownValue() : new ListValue(constant.Values.Select(value => ReadValue(value, null)).ToEquatableArray());
        }
        if (constant.Kind is TypedConstantKind.Error || constant.IsNull) return constant.Kind == TypedConstantKind.Error ? new UnknownValue() : new TextValue(null);
        if (ReservedInside(expression) is { } inside) return new ReservedInExpressionValue(inside);
        return constant.Value switch
        {
            int number when Enum.IsDefined(typeof(Reserved), number) => new ReservedValue((Reserved)number),
            int number => new NumberValue(number, IsInteger: true),
            double number => new NumberValue(number, IsInteger: false),
            bool flag => new FlagValue(flag),
            string text => new TextValue(text),
            _ => new UnknownValue(),
        };
    }

    // Given.Channels / 2 is computed by the C# compiler before we see it, so it has to be seen in the syntax.
    private static string? ReservedInside(ExpressionSyntax? expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized) expression = parenthesized.Expression;
        if (expression is null or MemberAccessExpressionSyntax or IdentifierNameSyntax or LiteralExpressionSyntax) return null;
        return expression.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => (access.Expression as IdentifierNameSyntax ?? (access.Expression as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText is "Given" or "Dim" or "Pad")
            .Select(access => access.ToString())
            .FirstOrDefault();
    }
}
