using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>Every case's networks, of one compilation.</summary>
internal sealed class ConformanceNetworks
{
    private static readonly Lazy<ConformanceNetworks> Lazy = new(() => new());
    private readonly Dictionary<(string Case, Purpose Purpose), (Declaration? Declaration, string? Reason)> _declarations = [];
    private readonly CompiledNetworks _networks;

    private ConformanceNetworks()
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

    public static ConformanceNetworks Shared => Lazy.Value;

    /// <summary>Compares a case with its networks. Answers what could not be compared and why, or null.</summary>
    public string? Run(string name)
    {
        if ((_declarations[(name, Purpose.AsWritten)].Reason ?? _declarations[(name, Purpose.Differentiation)].Reason) is { } reason) return reason;
        ConformanceCase expected = ConformanceCase.Read(name);
        var check = new ConformanceCheck(expected);
        if (expected.Graph.Nodes.All(node => !node.Attributes.Flag("training", false))) check.Forward(Instance(Purpose.AsWritten));
        NetworkInstance trained = Instance(Purpose.Differentiation);
        check.Backward(trained);
        if (expected.Optimizer is { } arguments) check.Optimize(trained, Optimizer(arguments));
        check.AssertNoWarnings();
        return check.Unreachable.Count > 0 ? $"All but the gradients of frozen tensors: {string.Join(", ", check.Unreachable)}." : null;

        NetworkInstance Instance(Purpose purpose)
        {
            CompiledNetwork network = _networks[_declarations[(name, purpose)].Declaration!.TypeName];
            NetworkInstance instance = network.Create();
            check.Use(network);
            instance.Write(network.Declaration, expected.Tensors);
            return instance;
        }
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
