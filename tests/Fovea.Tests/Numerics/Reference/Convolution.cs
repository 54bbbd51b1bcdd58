namespace Fovea.Tests.Numerics;

/// <summary>Cross-correlation: y[n,o,i,j] = b[o] + Σ x[n,c,i·s−p+d·u,j·s−p+d·v] · w[o,c,u,v] over the channels of o's group.</summary>
internal sealed class Convolution : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, w = step.Parameter("weight");
        (Window rows, Window columns) = Windows(step);
        int groups = step.Attributes.Int("groups", 1), perGroup = w.N / groups;
        var y = new Tensor(x.N, w.N, rows.Output, columns.Output);
        for (int n = 0; n < y.N; n++)
        for (int o = 0; o < y.C; o++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++)
        {
            double sum = step.Has("bias") ? step.Parameter("bias").Data[o] : 0;
            for (int c = 0; c < w.C; c++)
            for (int u = 0; u < w.H; u++)
            for (int v = 0; v < w.W; v++)
            {
                int row = rows.At(i, u), column = columns.At(j, v);
                if (row >= 0 && row < x.H && column >= 0 && column < x.W) sum += x[n, o / perGroup * w.C + c, row, column] * w[o, c, u, v];
            }

            y[n, o, i, j] = sum;
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, w = step.Parameter("weight"), dx = step.InputGradient(), dw = step.ParameterGradient("weight");
        (Window rows, Window columns) = Windows(step);
        int groups = step.Attributes.Int("groups", 1), perGroup = w.N / groups;
        for (int n = 0; n < dy.N; n++)
        for (int o = 0; o < dy.C; o++)
        for (int i = 0; i < dy.H; i++)
        for (int j = 0; j < dy.W; j++)
        {
            double g = dy[n, o, i, j];
            if (step.Has("bias")) step.ParameterGradient("bias").Data[o] += g;
            for (int c = 0; c < w.C; c++)
            for (int u = 0; u < w.H; u++)
            for (int v = 0; v < w.W; v++)
            {
                int row = rows.At(i, u), column = columns.At(j, v), channel = o / perGroup * w.C + c;
                if (row < 0 || row >= x.H || column < 0 || column >= x.W) continue;
                dx[n, channel, row, column] += g * w[o, c, u, v];
                dw[o, c, u, v] += g * x[n, channel, row, column];
            }
        }
    }

    private static (Window, Window) Windows(Step step)
    {
        Tensor w = step.Parameter("weight");
        return Window.Of(step.Attributes, step.X, (w.H, w.W), step.Attributes.Pair("stride", 1));
    }
}

/// <summary>A convolution's gradient as a layer: x[n,c,i,j] · w[c,o,u,v] is added to y[n,o,i·s−p+d·u,j·s−p+d·v].</summary>
internal sealed class TransposedConvolution : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, w = step.Parameter("weight");
        int groups = step.Attributes.Int("groups", 1);
        (int Y, int X) stride = step.Attributes.Pair("stride", 1), padding = step.Attributes.Pair("padding", 0);
        (int Y, int X) extra = step.Attributes.Pair("output_padding", 0), dilation = step.Attributes.Pair("dilation", 1);
        var y = new Tensor(
            x.N,
            w.C * groups,
            (x.H - 1) * stride.Y - 2 * padding.Y + dilation.Y * (w.H - 1) + extra.Y + 1,
            (x.W - 1) * stride.X - 2 * padding.X + dilation.X * (w.W - 1) + extra.X + 1);
        if (step.Has("bias"))
        {
            for (int i = 0; i < y.Data.Length; i++) y.Data[i] = step.Parameter("bias").Data[i / y.Plane % y.C];
        }

        Visit(step, y, (from, weight, to) => y.Data[to] += x.Data[from] * w.Data[weight]);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, w = step.Parameter("weight"), dx = step.InputGradient(), dw = step.ParameterGradient("weight");
        if (step.Has("bias"))
        {
            Tensor db = step.ParameterGradient("bias");
            for (int i = 0; i < dy.Data.Length; i++) db.Data[i / dy.Plane % dy.C] += dy.Data[i];
        }

        Visit(step, dy, (from, weight, to) =>
        {
            dx.Data[from] += dy.Data[to] * w.Data[weight];
            dw.Data[weight] += dy.Data[to] * x.Data[from];
        });
    }

    // Every (input, weight, output) that meet, as flat indices.
    private static void Visit(Step step, Tensor y, Action<int, int, int> meet)
    {
        Tensor x = step.X, w = step.Parameter("weight");
        int groups = step.Attributes.Int("groups", 1), perGroup = x.C / groups;
        (int Y, int X) stride = step.Attributes.Pair("stride", 1), padding = step.Attributes.Pair("padding", 0), dilation = step.Attributes.Pair("dilation", 1);
        for (int n = 0; n < x.N; n++)
        for (int c = 0; c < x.C; c++)
        for (int i = 0; i < x.H; i++)
        for (int j = 0; j < x.W; j++)
        for (int o = 0; o < w.C; o++)
        for (int u = 0; u < w.H; u++)
        for (int v = 0; v < w.W; v++)
        {
            int row = i * stride.Y - padding.Y + u * dilation.Y, column = j * stride.X - padding.X + v * dilation.X, channel = c / perGroup * w.C + o;
            if (row < 0 || row >= y.H || column < 0 || column >= y.W) continue;
            meet(((n * x.C + c) * x.H + i) * x.W + j, ((c * w.C + o) * w.H + u) * w.W + v, ((n * y.C + channel) * y.H + row) * y.W + column);
        }
    }
}

/// <summary>One fixed square kernel for every channel, zero-padded; with <c>sum</c> the channels' results are added up.</summary>
internal sealed class FixedFilter : Operation
{
    public override Tensor Forward(Step step)
    {
        (Window rows, Window columns) = Windows(step);
        Tensor x = step.X;
        var y = new Tensor(x.N, step.Attributes.Flag("sum", false) ? 1 : x.C, rows.Output, columns.Output);
        Visit(step, y, (from, weight, to) => y.Data[to] += x.Data[from] * weight);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        Visit(step, dy, (from, weight, to) => dx.Data[from] += dy.Data[to] * weight);
    }

    private static void Visit(Step step, Tensor y, Action<int, double, int> meet)
    {
        Tensor x = step.X;
        double[] weights = step.Attributes.Doubles("weights");
        double scale = step.Attributes.Double("scale", 1);
        (Window rows, Window columns) = Windows(step);
        for (int n = 0; n < x.N; n++)
        for (int c = 0; c < x.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++)
        for (int u = 0; u < rows.Kernel; u++)
        for (int v = 0; v < columns.Kernel; v++)
        {
            int row = rows.At(i, u), column = columns.At(j, v), channel = Math.Min(c, y.C - 1);
            if (row < 0 || row >= x.H || column < 0 || column >= x.W) continue;
            meet(((n * x.C + c) * x.H + row) * x.W + column, weights[u * columns.Kernel + v] * scale, ((n * y.C + channel) * y.H + i) * y.W + j);
        }
    }

    private static (Window, Window) Windows(Step step)
    {
        int kernel = (int)Math.Round(Math.Sqrt(step.Attributes.Doubles("weights").Length));
        return Window.Of(step.Attributes, step.X, (kernel, kernel), step.Attributes.Pair("stride", 1));
    }
}

/// <summary>y = W·x + b.</summary>
internal sealed class FullyConnected : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, w = step.Parameter("weight");
        var y = new Tensor(x.N, w.N);
        for (int n = 0; n < x.N; n++)
        for (int o = 0; o < w.N; o++)
        {
            double sum = step.Has("bias") ? step.Parameter("bias").Data[o] : 0;
            for (int i = 0; i < w.C; i++) sum += x[n, i, 0, 0] * w[o, i, 0, 0];
            y[n, o, 0, 0] = sum;
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, w = step.Parameter("weight"), dx = step.InputGradient(), dw = step.ParameterGradient("weight");
        for (int n = 0; n < x.N; n++)
        for (int o = 0; o < w.N; o++)
        {
            double g = dy[n, o, 0, 0];
            if (step.Has("bias")) step.ParameterGradient("bias").Data[o] += g;
            for (int i = 0; i < w.C; i++)
            {
                dx[n, i, 0, 0] += g * w[o, i, 0, 0];
                dw[o, i, 0, 0] += g * x[n, i, 0, 0];
            }
        }
    }
}
