namespace Fovea.Tests.Numerics;

/// <summary>Output pixels as weighted sums of input pixels of the same channel, row and column apart.</summary>
internal abstract class Upsampling : Operation
{
    public override Tensor Forward(Step step)
    {
        (int height, int width) = Size(step);
        Tensor x = step.X, y = new(x.N, x.C, height, width);
        Visit(step, y, (from, to, weight) => y.Data[to] += x.Data[from] * weight);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        Visit(step, dy, (from, to, weight) => dx.Data[from] += dy.Data[to] * weight);
    }

    /// <summary>The input positions that one output position reads, with their weights.</summary>
    protected abstract IEnumerable<(int Index, double Weight)> Sources(Step step, int output, int inputs, int outputs);

    private void Visit(Step step, Tensor y, Action<int, int, double> meet)
    {
        Tensor x = step.X;
        int output = 0;
        for (int n = 0; n < y.N; n++)
        for (int c = 0; c < y.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++, output++)
        {
            foreach ((int row, double vertical) in Sources(step, i, x.H, y.H))
            foreach ((int column, double horizontal) in Sources(step, j, x.W, y.W))
                meet(((n * x.C + c) * x.H + row) * x.W + column, output, vertical * horizontal);
        }
    }

    private static (int, int) Size(Step step)
    {
        if (step.Attributes.Has("size")) return step.Attributes.Pair("size", 0);
        int factor = step.Attributes.Int("scale_factor");
        return (step.X.H * factor, step.X.W * factor);
    }
}

/// <summary>Each output pixel copies ⌊i·in/out⌋.</summary>
internal sealed class NearestUpsampling : Upsampling
{
    protected override IEnumerable<(int, double)> Sources(Step step, int output, int inputs, int outputs) => [(output * inputs / outputs, 1)];
}

/// <summary>Between the two nearest input pixels, along each axis.</summary>
internal sealed class BilinearUpsampling : Upsampling
{
    protected override IEnumerable<(int, double)> Sources(Step step, int output, int inputs, int outputs)
    {
        double position = step.Attributes.Flag("align_corners", false)
            ? outputs == 1 ? 0 : output * (inputs - 1.0) / (outputs - 1)
            : Math.Max(0, (output + 0.5) * inputs / outputs - 0.5);
        int first = Math.Min((int)position, inputs - 1);
        double share = position - first;
        return [(first, 1 - share), (Math.Min(first + 1, inputs - 1), share)];
    }
}

/// <summary>C·r²×H×W ⇄ C×H·r×W·r.</summary>
internal sealed class PixelShuffling(bool inverse) : Operation
{
    public override Tensor Forward(Step step)
    {
        int r = step.Attributes.Int("r");
        Tensor x = step.X;
        Tensor y = inverse ? new(x.N, x.C * r * r, x.H / r, x.W / r) : new(x.N, x.C / (r * r), x.H * r, x.W * r);
        Copy(inverse ? y : x, inverse ? x : y, r, (few, many) => y.Data[inverse ? few : many] = x.Data[inverse ? many : few]);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        Copy(inverse ? dy : dx, inverse ? dx : dy, step.Attributes.Int("r"), (few, many) => dx.Data[inverse ? many : few] += dy.Data[inverse ? few : many]);
    }

    // deep[n, c·r² + u·r + v, i, j] is wide[n, c, i·r + u, j·r + v].
    private static void Copy(Tensor deep, Tensor wide, int r, Action<int, int> same)
    {
        for (int n = 0; n < wide.N; n++)
        for (int c = 0; c < wide.C; c++)
        for (int i = 0; i < deep.H; i++)
        for (int j = 0; j < deep.W; j++)
        for (int u = 0; u < r; u++)
        for (int v = 0; v < r; v++)
        {
            int channel = (c * r + u) * r + v;
            same(((n * deep.C + channel) * deep.H + i) * deep.W + j, ((n * wide.C + c) * wide.H + i * r + u) * wide.W + j * r + v);
        }
    }
}

/// <summary>Borders of a constant, of the mirrored image without its edge, or of its edge. <c>pad</c> is left, right, top, bottom.</summary>
internal sealed class Padding : Operation
{
    public override Tensor Forward(Step step)
    {
        if (step.Attributes.Ints("pad") is not [int left, int right, int top, int bottom]) throw new ArgumentException("Four sides.");
        Tensor x = step.X, y = new(x.N, x.C, x.H + top + bottom, x.W + left + right);
        Array.Fill(y.Data, step.Attributes.Double("value", 0));
        Visit(step, y, (from, to) => y.Data[to] = x.Data[from]);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        Visit(step, dy, (from, to) => dx.Data[from] += dy.Data[to]);
    }

    private static void Visit(Step step, Tensor y, Action<int, int> copy)
    {
        Tensor x = step.X;
        int[] pad = step.Attributes.Ints("pad");
        string mode = step.Attributes.Text("mode", "constant");
        for (int n = 0; n < y.N; n++)
        for (int c = 0; c < y.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++)
        {
            int row = Source(i - pad[2], x.H, mode), column = Source(j - pad[0], x.W, mode);
            if (row >= 0 && column >= 0) copy(((n * x.C + c) * x.H + row) * x.W + column, ((n * y.C + c) * y.H + i) * y.W + j);
        }
    }

    private static int Source(int position, int size, string mode) => mode switch
    {
        _ when position >= 0 && position < size => position,
        "constant" => -1,
        "reflect" => position < 0 ? -position : 2 * (size - 1) - position,
        "replicate" => Math.Clamp(position, 0, size - 1),
        _ => throw new ArgumentException($"Padding mode '{mode}'."),
    };
}
