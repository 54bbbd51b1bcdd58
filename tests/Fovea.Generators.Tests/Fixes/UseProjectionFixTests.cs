using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class UseProjectionFixTests
{
    [Theory]
    [InlineData("Shortcut = {|FOV1030:Shortcut.Identity|}")]
    [InlineData("Stride = 2, Shortcut = {|FOV1030:Shortcut.Identity|}")]
    public Task InsteadOfIdentity(string arguments)
    {
        const string Body = "[Block, Conv2d(Given.Channels, 3, Stride = Given.Stride, Padding = 1)] public partial class Body;";
        string source = $"[Network(1, 7, 7), Residual<Body>(4, {arguments})] public partial class Net; {Body}";
        return NetworkFixTest<UseProjectionFix>.Check(source, source.Replace("{|FOV1030:Shortcut.Identity|}", "Shortcut.Projection"), "Change to Shortcut.Projection");
    }
}
