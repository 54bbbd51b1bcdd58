namespace Fovea.Tests.Numerics;

/// <summary>The largest number under each window; the first of equals; NaN wins.</summary>
internal sealed class MaxPooling : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X;
        (int Y, int X) kernel = step.Attributes.Pair("kernel", 0);
        (int Y, int X) stride = step.Attributes.Has("stride") ? step.Attributes.Pair("stride", 1) : kernel;
        (Window rows, Window columns) = Window.Of(step.Attributes, x, kernel, stride);
        bool zeros = step.Attributes.Text("padding_mode", "infinity") == "zeros";
        var y = new Tensor(x.N, x.C, rows.Output, columns.Output);
        step.Winners = new int[y.Data.Length];
        int output = 0;
        for (int n = 0; n < y.N; n++)
        for (int c = 0; c < y.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++, output++)
        {
            var best = new Maximum();
            for (int u = 0; u < kernel.Y; u++)
            for (int v = 0; v < kernel.X; v++)
            {
                int row = rows.At(i, u), column = columns.At(j, v);
                if (row >= 0 && row < x.H && column >= 0 && column < x.W) best.Offer(x[n, c, row, column], ((n * x.C + c) * x.H + row) * x.W + column);
                else if (zeros && row < x.H + rows.After && column < x.W + columns.After) best.Offer(0, -1);
            }

            y.Data[output] = best.Value;
            step.Winners[output] = best.Index;
            step.Margin(best.Lead);
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy) => ToWinners(step, dy);

    /// <summary>Each gradient goes to where the number came from; that of a padded zero goes nowhere.</summary>
    public static void ToWinners(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        for (int i = 0; i < dy.Data.Length; i++)
        {
            if (step.Winners[i] >= 0) dx.Data[step.Winners[i]] += dy.Data[i];
        }
    }
}

/// <summary>The largest of numbers offered in scan order.</summary>
internal struct Maximum()
{
    private double _second = double.NegativeInfinity;
    private bool _any;

    public double Value { get; private set; } = double.NegativeInfinity;

    public int Index { get; private set; } = -1;

    /// <summary>By how much the winner leads. Exact ties do not count: everybody breaks them in scan order.</summary>
    public readonly double Lead => double.IsNaN(Value) || double.IsNegativeInfinity(_second) ? double.PositiveInfinity : Value - _second;

    public void Offer(double value, int index)
    {
        if (!_any || value > Value || double.IsNaN(value))
        {
            if (_any && value > Value) _second = Value;
            (Value, Index, _any) = (value, index, true);
        }
        else if (value < Value && value > _second)
        {
            _second = value;
        }
    }
}

/// <summary>The mean under each window: over the window within the padding, or within the input, or a divisor of one's own.</summary>
internal sealed class AveragePooling : Operation
{
    public override Tensor Forward(Step step)
    {
        (Window rows, Window columns) = Windows(step);
        Tensor x = step.X, y = new(x.N, x.C, rows.Output, columns.Output);
        Visit(step, y, (from, to, divisor) => y.Data[to] += x.Data[from] / divisor);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        Visit(step, dy, (from, to, divisor) => dx.Data[from] += dy.Data[to] / divisor);
    }

    private static void Visit(Step step, Tensor y, Action<int, int, double> meet)
    {
        Tensor x = step.X;
        (Window rows, Window columns) = Windows(step);
        int output = 0;
        for (int n = 0; n < y.N; n++)
        for (int c = 0; c < y.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++, output++)
        {
            var inside = new List<int>();
            int padded = 0;
            for (int u = 0; u < rows.Kernel; u++)
            for (int v = 0; v < columns.Kernel; v++)
            {
                int row = rows.At(i, u), column = columns.At(j, v);
                // What a rounded-up window covers behind the padding does not count.
                if (row < x.H + rows.After && column < x.W + columns.After) padded++;
                if (row >= 0 && row < x.H && column >= 0 && column < x.W) inside.Add(((n * x.C + c) * x.H + row) * x.W + column);
            }

            double divisor = step.Attributes.Has("divisor_override") ? step.Attributes.Double("divisor_override")
                : step.Attributes.Flag("count_include_pad", true) ? padded : inside.Count;
            foreach (int from in inside) meet(from, output, divisor);
        }
    }

    private static (Window, Window) Windows(Step step)
    {
        (int Y, int X) kernel = step.Attributes.Pair("kernel", 0);
        return Window.Of(step.Attributes, step.X, kernel, step.Attributes.Has("stride") ? step.Attributes.Pair("stride", 1) : kernel);
    }
}

/// <summary>Windows that divide the input into a given number of parts, overlapping where it does not divide evenly.</summary>
internal static class AdaptiveWindows
{
    public static (int Y, int X) Size(Step step) => step.Attributes.Pair("output_size", 1);

    public static void Visit(Tensor x, Tensor y, Action<int, int, int> meet)
    {
        int output = 0;
        for (int n = 0; n < y.N; n++)
        for (int c = 0; c < y.C; c++)
        for (int i = 0; i < y.H; i++)
        for (int j = 0; j < y.W; j++, output++)
        {
            (int top, int bottom) = Part(i, x.H, y.H);
            (int left, int right) = Part(j, x.W, y.W);
            int count = (bottom - top) * (right - left);
            for (int row = top; row < bottom; row++)
            for (int column = left; column < right; column++) meet(((n * x.C + c) * x.H + row) * x.W + column, output, count);
        }
    }

    // From ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉.
    private static (int Start, int End) Part(int index, int input, int output) => (index * input / output, ((index + 1) * input + output - 1) / output);
}

/// <summary>The mean of each part.</summary>
internal sealed class AdaptiveAveragePooling : Operation
{
    public override Tensor Forward(Step step)
    {
        (int height, int width) = AdaptiveWindows.Size(step);
        Tensor x = step.X, y = new(x.N, x.C, height, width);
        AdaptiveWindows.Visit(x, y, (from, to, count) => y.Data[to] += x.Data[from] / count);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        AdaptiveWindows.Visit(step.X, dy, (from, to, count) => dx.Data[from] += dy.Data[to] / count);
    }
}

/// <summary>The maximum of each part.</summary>
internal sealed class AdaptiveMaxPooling : Operation
{
    public override Tensor Forward(Step step)
    {
        (int height, int width) = AdaptiveWindows.Size(step);
        Tensor x = step.X, y = new(x.N, x.C, height, width);
        var best = new Maximum[y.Data.Length];
        Array.Fill(best, new Maximum());
        AdaptiveWindows.Visit(x, y, (from, to, _) => best[to].Offer(x.Data[from], from));
        for (int i = 0; i < best.Length; i++)
        {
            y.Data[i] = best[i].Value;
            step.Margin(best[i].Lead);
        }

        step.Winners = [.. best.Select(maximum => maximum.Index)];
        return y;
    }

    public override void Backward(Step step, Tensor dy) => MaxPooling.ToWinners(step, dy);
}

/// <summary>Puts numbers back where an earlier maximum pooling found them, zeros elsewhere.</summary>
internal sealed class MaxUnpooling : Operation
{
    public override Tensor Forward(Step step)
    {
        Step pool = Pool(step);
        Tensor y = pool.X.Like();
        for (int i = 0; i < pool.Winners.Length; i++)
        {
            if (pool.Winners[i] >= 0) y.Data[pool.Winners[i]] = step.X.Data[i];
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Step pool = Pool(step);
        Tensor dx = step.InputGradient();
        for (int i = 0; i < pool.Winners.Length; i++)
        {
            if (pool.Winners[i] >= 0) dx.Data[i] += dy.Data[pool.Winners[i]];
        }
    }

    private static Step Pool(Step step) => step.Other(step.Attributes.Text("pool", ""));
}
