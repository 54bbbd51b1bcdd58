namespace Fovea.Tests.Numerics;

/// <summary>The reference against PyTorch.</summary>
public sealed class ReferenceConformanceTests
{
    public static TheoryData<string> Names => ConformanceCase.Names.Count == 0 ? [""] : [.. ConformanceCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReferenceAgreesWithPyTorch(string name)
    {
        Assert.SkipWhen(name.Length == 0, "No conformance cases: set FOVEA_CONFORMANCE.");
        ConformanceCase expected = ConformanceCase.Read(name);
        var run = new Run(expected.Graph, expected.Inputs, expected.Tensors, training: true);
        Close("output", run.Output, expected.Output);

        (double loss, Tensor gradient) = expected.Loss.Evaluate(run.Output, expected.Target);
        Closeness.AssertClose("loss", [loss], [expected.LossValue], expected.Relative, expected.Absolute);
        run.Backward(gradient);
        foreach ((string tensor, Tensor value) in expected.Gradients) Close($"gradient of {tensor}", run.Gradient(tensor), value);
        foreach ((string tensor, Tensor value) in expected.BuffersAfter) Close($"{tensor} afterwards", run.Tensors[tensor], value);

        void Close(string what, Tensor actual, Tensor wanted)
        {
            Assert.Equal(wanted.Shape, actual.Shape);
            Closeness.AssertClose(what, actual.Data, wanted.Data, expected.Relative, expected.Absolute);
        }
    }
}
