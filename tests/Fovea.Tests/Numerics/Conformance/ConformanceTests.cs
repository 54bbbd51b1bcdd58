namespace Fovea.Tests.Numerics;

/// <summary>Generated networks against PyTorch: output, loss, every gradient, running statistics, and optimizers' steps.</summary>
public sealed class ConformanceTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ConformanceCase.Names.Count == 0
        ? [new TheoryDataRow<string>("") { TestDisplayName = "no cases", Skip = "No conformance cases: set FOVEA_CONFORMANCE." }]
        : ConformanceCase.Names.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = $"Conformance.{name}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeneratedNetworkAgreesWithPyTorch(string name)
    {
        if (ConformanceNetworks.Shared.Run(name) is { } reason) Assert.Skip(reason);
    }
}
