namespace Fovea.Generators.Tests;

public class DiagnosticTests
{
    public static TheoryData<string> Names => [.. DiagnosticCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void IsReportedAtItsPlace(string name) => DiagnosticCases.All[name].Check();
}
