using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class InsertFlattenFixTests
{
    [Theory]
    [InlineData("[Network(1, 8, 8), {|FOV1002:Linear|}(10)]", "[Network(1, 8, 8), Flatten, Linear(10)]")]
    [InlineData("[Network(1, 8, 8)] [{|FOV1002:Linear|}(10)]", "[Network(1, 8, 8)] [Flatten, Linear(10)]")]
    [InlineData("[Network(1, 8, 8)] [Conv2d(2, 3), ReLU, /* head */ {|FOV1002:Linear|}(10), Softmax]", "[Network(1, 8, 8)] [Conv2d(2, 3), ReLU, /* head */ Flatten, Linear(10), Softmax]")]
    public Task BeforeLinear(string before, string after) =>
        NetworkFixTest<InsertFlattenFix>.Check(before + " public partial class Net;", after + " public partial class Net;", "Insert Flatten before Linear");

    [Fact]
    public Task InEveryNetwork() => NetworkFixTest<InsertFlattenFix>.Check(
        """
        [Network(1, 8, 8)]
        [
            ReLU,
            {|FOV1002:Linear|}(10)
        ]
        public partial class First;

        [Network(1, 8, 8), {|FOV1002:Fovea.LinearAttribute|}(10)]
        public partial class Second;
        """,
        """
        [Network(1, 8, 8)]
        [
            ReLU,
            Flatten, Linear(10)
        ]
        public partial class First;

        [Network(1, 8, 8), Flatten, Fovea.LinearAttribute(10)]
        public partial class Second;
        """,
        "Insert Flatten before Linear");
}
