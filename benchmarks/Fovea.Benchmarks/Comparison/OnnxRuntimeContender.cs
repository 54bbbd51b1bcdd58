using Microsoft.ML.OnnxRuntime;

namespace Fovea.Benchmarks.Comparison;

/// <summary>ONNX Runtime on the networks that Fovea exports, as fast as it goes: memory for inputs and outputs is bound once, threads spin as they do by default. It does not train.</summary>
public sealed class OnnxRuntimeContender : IContender
{
    private static readonly string[] Inputs = ["input"], Outputs = ["output"];

    public string Name => "ONNX Runtime";

    public string? Missing => null;

    public Work? Prepare(Subject subject, Pass pass, int batch, int threads)
    {
        if (pass == Pass.Train) return null;
        string model = Path.GetTempFileName();
        try
        {
            subject.Save(null, model);
            return Open(subject, model, batch, threads);
        }
        finally
        {
            File.Delete(model);
        }
    }

    public void First(Subject subject, string weights, string model)
    {
        using Work work = Open(subject, model, batch: 1, threads: 1);
        work.Run();
    }

    private static Work Open(Subject subject, string model, int batch, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        var session = new InferenceSession(model, options);
        var random = new Random(1);
        float[] images = new float[batch * subject.Input.Length], outputs = new float[batch * subject.Output.Length];
        foreach (ref float number in images.AsSpan()) number = random.NextSingle();
        OrtValue[] from = [OrtValue.CreateTensorValueFromMemory(images, Dimensions(subject.Input, batch))], to = [OrtValue.CreateTensorValueFromMemory(outputs, Dimensions(subject.Output, batch))];
        var run = new RunOptions();
        return new Work(() => session.Run(run, Inputs, from, Outputs, to), () =>
        {
            from[0].Dispose();
            to[0].Dispose();
            run.Dispose();
            session.Dispose();
        });
    }

    private static long[] Dimensions(Shape shape, int batch) => shape.IsVector ? [batch, shape.Channels] : [batch, shape.Channels, shape.Height, shape.Width];
}
