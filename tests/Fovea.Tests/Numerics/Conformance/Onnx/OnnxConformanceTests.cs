namespace Fovea.Tests.Numerics;

/// <summary>Generated networks against the expectations of ONNX's backend tests.</summary>
public sealed class OnnxConformanceTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => OnnxCase.Names.Count == 0
        ? [new TheoryDataRow<string>("") { TestDisplayName = "no cases", Skip = "No cases of ONNX: set FOVEA_CONFORMANCE_ONNX." }]
        : OnnxCase.Names.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = $"Onnx.{name}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeneratedNetworkAgreesWithOnnx(string name)
    {
        if (OnnxNetworks.Shared.Run(name) is { } reason) Assert.Skip(reason);
    }
}
