using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>Generated networks against PyTorch: output, loss, every gradient, running statistics, and optimizers' steps.</summary>
public sealed class ConformanceTests(ConformanceNetworks networks) : IClassFixture<ConformanceNetworks>
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ConformanceCase.Names.Count == 0
        ? [new TheoryDataRow<string>("") { TestDisplayName = "no cases", Skip = "No conformance cases: set FOVEA_CONFORMANCE." }]
        : ConformanceCase.Names.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = $"Conformance.{name}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeneratedNetworkAgreesWithPyTorch(string name)
    {
        ConformanceCase expected = ConformanceCase.Read(name);
        var check = new ConformanceCheck(expected);
        if (expected.Graph.Nodes.All(node => !node.Attributes.Flag("training", false))) check.Forward(Instance(Purpose.AsWritten));
        NetworkInstance trained = Instance(Purpose.Differentiation);
        check.Backward(trained);
        if (expected.Optimizer is { } arguments) check.Optimize(trained, Optimizer(arguments));
        check.AssertNoWarnings();
        if (check.Unreachable.Count > 0) Assert.Skip($"All but the gradients of frozen tensors: {string.Join(", ", check.Unreachable)}.");

        NetworkInstance Instance(Purpose purpose)
        {
            (CompiledNetwork? network, string? reason) = networks.Find(name, purpose);
            Assert.SkipWhen(network is null, reason ?? "");
            NetworkInstance instance = network!.Create();
            check.Use(network);
            instance.Write(network.Declaration, expected.Tensors);
            return instance;
        }
    }

    // One line that says it all, and a pass only where nothing is left out.
    [Fact]
    public void EveryCaseIsExpressed()
    {
        string[] skipped = [.. networks.Skipped];
        Assert.SkipWhen(skipped.Length > 0, $"{skipped.Length} of {ConformanceCase.Names.Count} cases have no declaration.\n{string.Join('\n', skipped)}");
    }

    private static Optimizer Optimizer(JsonObject json)
    {
        var a = new NodeAttributes(json);
        double rate = a.Double("lr"), decay = a.Double("weight_decay", a.Text("type", "") == "AdamW" ? 0.01 : 0), eps = a.Double("eps", 1e-8);
        double[] betas = a.Has("betas") ? a.Doubles("betas") : [0.9, 0.999];
        bool amsgrad = a.Flag("amsgrad", false);
        return a.Text("type", "") switch
        {
            "SGD" => new Sgd(rate, a.Double("momentum", 0), a.Double("dampening", 0), decay, a.Flag("nesterov", false)),
            "Adam" => new Adam(rate, betas[0], betas[1], eps, decay, amsgrad),
            "AdamW" => new AdamW(rate, betas[0], betas[1], eps, decay, amsgrad),
            "RMSprop" => new RmsProp(rate, a.Double("alpha", 0.99), eps, decay, a.Double("momentum", 0), a.Flag("centered", false)),
            string type => throw new NotSupportedException(type),
        };
    }
}

/// <summary>Every case's networks, of one compilation.</summary>
public sealed class ConformanceNetworks
{
    private readonly Dictionary<(string Case, Purpose Purpose), (Declaration? Declaration, string? Reason)> _declarations = [];
    private readonly CompiledNetworks _networks;

    public ConformanceNetworks()
    {
        foreach (string name in ConformanceCase.Names)
        {
            ConformanceCase read = ConformanceCase.Read(name);
            _declarations[(name, Purpose.AsWritten)] = Write(name, Purpose.AsWritten);
            (Declaration? Declaration, string? Reason) differentiable = Write(name, Purpose.Differentiation);
            // Mostly the two are the same.
            if (differentiable.Declaration?.Source == _declarations[(name, Purpose.AsWritten)].Declaration?.Source) differentiable = _declarations[(name, Purpose.AsWritten)];
            else if (differentiable.Declaration is not null) differentiable = Write(name + "_differentiable", Purpose.Differentiation);
            _declarations[(name, Purpose.Differentiation)] = differentiable;

            (Declaration?, string?) Write(string typeName, Purpose purpose)
            {
                try
                {
                    return (DeclarationWriter.Write(read.Graph, read.Loss, typeName, purpose), null);
                }
                catch (InexpressibleException reason)
                {
                    return (null, reason.Message);
                }
            }
        }

        _networks = new(_declarations.Values.Select(entry => entry.Declaration).OfType<Declaration>().Distinct());
    }

    /// <summary>Each case without a network, and why.</summary>
    internal IEnumerable<string> Skipped => _declarations.Where(pair => pair.Value.Reason is not null && pair.Key.Purpose == Purpose.Differentiation).Select(pair => $"{pair.Key.Case}: {pair.Value.Reason}");

    internal (CompiledNetwork? Network, string? Reason) Find(string name, Purpose purpose)
    {
        (Declaration? declaration, string? reason) = _declarations[(name, purpose)];
        return (declaration is null ? null : _networks[declaration.TypeName], reason);
    }
}
