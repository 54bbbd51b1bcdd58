using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class RealQuotientFixTests
{
    [Fact]
    public Task ScaleOfWholeNumbers() => NetworkFixTest<RealQuotientFix>.Check(
        "[Network(1, 8, 8), Filter(1, 1, 1, 1, Scale = {|FOV0008:1 / 4|})] public partial class Net;",
        "[Network(1, 8, 8), Filter(1, 1, 1, 1, Scale = 1 / 4.0)] public partial class Net;",
        "Change to Scale = 1 / 4.0");
}
