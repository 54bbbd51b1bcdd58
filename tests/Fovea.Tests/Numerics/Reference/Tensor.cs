namespace Fovea.Tests.Numerics;

/// <summary>A dense row-major array of doubles. Read as N×C×H×W, where missing trailing dimensions are 1.</summary>
internal sealed class Tensor
{
    public Tensor(params int[] shape)
    {
        Shape = shape;
        N = Dimension(0);
        C = Dimension(1);
        H = Dimension(2);
        W = Dimension(3);
        Data = new double[Shape.Aggregate(1, (product, size) => product * size)];
    }

    public Tensor(int[] shape, IEnumerable<double> data)
        : this(shape)
    {
        Data = [.. data];
        if (Data.Length != Length(shape)) throw new ArgumentException($"{Data.Length} numbers for {Describe(shape)}.");
    }

    public int[] Shape { get; }

    public double[] Data { get; }

    public int N { get; }

    public int C { get; }

    public int H { get; }

    public int W { get; }

    /// <summary>Numbers in one channel of one image.</summary>
    public int Plane => H * W;

    /// <summary>Numbers in one image.</summary>
    public int Image => C * Plane;

    public ref double this[int n, int c, int y, int x] => ref Data[((n * C + c) * H + y) * W + x];

    public Tensor Like() => new([.. Shape]);

    public Tensor Clone() => new([.. Shape], Data);

    public Tensor Reshape(params int[] shape) => new(shape, Data);

    public void Add(Tensor other)
    {
        for (int i = 0; i < Data.Length; i++) Data[i] += other.Data[i];
    }

    public float[] ToSingle() => [.. Data.Select(value => (float)value)];

    public static Tensor From(ReadOnlySpan<float> data, params int[] shape)
    {
        var tensor = new Tensor(shape);
        if (data.Length != tensor.Data.Length) throw new ArgumentException($"{data.Length} numbers for {Describe(shape)}.");
        for (int i = 0; i < data.Length; i++) tensor.Data[i] = data[i];
        return tensor;
    }

    public static int Length(ReadOnlySpan<int> shape)
    {
        int product = 1;
        foreach (int size in shape) product *= size;
        return product;
    }

    public static string Describe(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    public override string ToString() => Describe(Shape);

    private int Dimension(int index) => index < Shape.Length ? Shape[index] : 1;
}
