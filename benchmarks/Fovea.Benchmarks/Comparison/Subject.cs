using Fovea.Benchmarks.Measurements;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Comparison;

/// <summary>A network that is measured, without its type.</summary>
public abstract class Subject(string name, Shape input, Shape output, long multiplyAdds, long parameters)
{
    /// <summary>Every network that can be named on the command line.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new Subject<LeNet>("lenet"), new Subject<SegNet>("segnet"), new Subject<ResNet20>("resnet20"), new Subject<MobileNetV1>("mbv1_025"),
        new Subject<MobileNetV2>("mbv2_035"), new Subject<AlexNet>("alexnet"), new Subject<ResNet18>("resnet18"), new Subject<LeNet5>("lenet5"), new Subject<ResNet50>("resnet50"),
    ];

    public string Name => name;

    public Shape Input => input;

    public Shape Output => output;

    /// <summary>How many trainable numbers it has.</summary>
    public long Parameters => parameters;

    /// <summary>The arithmetic of one image: two operations a multiply-add, and a training step takes three forward passes' worth.</summary>
    public double Operations(Pass pass) => 2.0 * multiplyAdds * (pass == Pass.Train ? 3 : 1);

    /// <summary>A pass over a random batch, in Fovea.</summary>
    public abstract Action Prepare(Pass pass, int batch, int threads);

    /// <summary>Loads a file of weights, and runs one image.</summary>
    public abstract void First(string weights);

    /// <summary>Saves a new network as weights and as a model.</summary>
    public abstract void Save(string? weights, string? model);

    /// <summary>Measures a trainer's step.</summary>
    internal abstract void Fit(MeasureOptions options);

    /// <exception cref="FormatException">There is no such network.</exception>
    public static Subject Find(string name) =>
        All.FirstOrDefault(subject => subject.Name == name) ?? throw new FormatException($"'{name}' is no network. There are {string.Join(", ", All.Select(subject => subject.Name))}.");
}

/// <summary>A network that is measured.</summary>
public sealed class Subject<TNetwork>(string name)
    : Subject(name, TNetwork.InputShape, TNetwork.OutputShape, TNetwork.Layers.ToArray().Sum(layer => layer.MultiplyAdds), TNetwork.Layers.ToArray().Sum(layer => layer.Parameters))
    where TNetwork : class, ITrainable<TNetwork, int>
{
    public override Action Prepare(Pass pass, int batch, int threads)
    {
        var workload = new Workload<TNetwork>(batch, threads);
        return pass == Pass.Train ? workload.TrainingStep : workload.Forward;
    }

    internal override void Fit(MeasureOptions options) => MeasureFit.Run<TNetwork>(options);

    public override void First(string weights) => TNetwork.Load(weights).Forward(new float[Input.Length]);

    public override void Save(string? weights, string? model)
    {
        TNetwork network = TNetwork.Create(seed: 1);
        if (weights is not null) network.Save(weights);
        if (model is not null) network.SaveOnnx(model);
    }
}
