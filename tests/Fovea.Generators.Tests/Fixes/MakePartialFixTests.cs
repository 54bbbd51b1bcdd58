using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class MakePartialFixTests
{
    [Fact]
    public Task Class() => NetworkFixTest<MakePartialFix>.Check(
        """
        [Network(4), Linear(2)]
        public sealed class {|FOV0001:Net|} { }
        """,
        """
        [Network(4), Linear(2)]
        public sealed partial class Net { }
        """,
        "Make 'Net' partial");

    [Fact]
    public Task ClassWithoutModifiers_KeepsItsComments() => NetworkFixTest<MakePartialFix>.Check(
        """
        [Network(4), Linear(2)]
        // The smallest.
        class {|FOV0001:Net|} { }
        """,
        """
        [Network(4), Linear(2)]
        // The smallest.
        partial class Net { }
        """,
        "Make 'Net' partial");

    [Fact]
    public Task ContainingType() => NetworkFixTest<MakePartialFix>.Check(
        """
        public static class Outer
        {
            [Network(4), Linear(2)]
            public partial class {|FOV0002:Net|};
        }
        """,
        """
        public static partial class Outer
        {
            [Network(4), Linear(2)]
            public partial class Net;
        }
        """,
        "Make 'Outer' partial");

    [Fact]
    public Task TwoNetworksInOneType() => NetworkFixTest<MakePartialFix>.Check(
        """
        public record struct Outer
        {
            [Network(4), Linear(2)]
            public partial class {|FOV0002:First|};

            [Network(4), Linear(2)]
            public partial class {|FOV0002:Second|};
        }
        """,
        """
        public partial record struct Outer
        {
            [Network(4), Linear(2)]
            public partial class First;

            [Network(4), Linear(2)]
            public partial class Second;
        }
        """,
        "Make 'Outer' partial");
}
