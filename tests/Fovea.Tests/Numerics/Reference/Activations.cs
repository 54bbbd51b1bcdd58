namespace Fovea.Tests.Numerics;

/// <summary>A function of one number, its derivative (of input and output), and where it has kinks.</summary>
internal sealed class Elementwise(
    Func<double, NodeAttributes, double> function,
    Func<double, double, NodeAttributes, double> derivative,
    Func<NodeAttributes, double[]>? kinks = null) : Operation
{
    private Elementwise(Func<double, NodeAttributes, double> function, Func<double, NodeAttributes, double> derivative, Func<NodeAttributes, double[]>? kinks = null)
        : this(function, (x, _, a) => derivative(x, a), kinks)
    {
    }

    private const double SeluAlpha = 1.6732632423543772848170429916717;
    private const double SeluScale = 1.0507009873554804934193349852946;

    public static new IReadOnlyDictionary<string, Elementwise> All { get; } = new Dictionary<string, Elementwise>
    {
        ["relu"] = new((x, _) => double.IsNaN(x) ? x : Math.Max(x, 0), (x, _) => x > 0 ? 1 : 0, _ => [0]),
        ["relu6"] = new((x, _) => Clamp(x, 0, 6), (x, _) => x > 0 && x < 6 ? 1 : 0, _ => [0, 6]),
        ["leaky_relu"] = new((x, a) => x > 0 ? x : x * Slope(a), (x, a) => x > 0 ? 1 : Slope(a), _ => [0]),
        ["elu"] = new((x, a) => x > 0 ? x : Alpha(a) * Expm1(x), (x, a) => x > 0 ? 1 : Alpha(a) * Math.Exp(x), _ => [0]),
        ["selu"] = new(
            (x, _) => SeluScale * (x > 0 ? x : SeluAlpha * Expm1(x)),
            (x, _) => SeluScale * (x > 0 ? 1 : SeluAlpha * Math.Exp(x)),
            _ => [0]),
        ["gelu"] = new(
            (x, a) => IsTanh(a) ? 0.5 * x * (1 + Math.Tanh(Inner(x))) : 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
            (x, a) => IsTanh(a) ? GeluTanhDerivative(x) : 0.5 * (1 + Erf(x / Math.Sqrt(2))) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
        ["silu"] = new((x, _) => x * Sigmoid(x), (x, _) => Sigmoid(x) * (1 + x * (1 - Sigmoid(x)))),
        ["mish"] = new(
            (x, _) => x * Math.Tanh(Softplus(x, 1, 20)),
            (x, _) => Math.Tanh(Softplus(x, 1, 20)) + x * Sigmoid(x) * (1 - Math.Pow(Math.Tanh(Softplus(x, 1, 20)), 2))),
        ["hardswish"] = new((x, _) => x * Clamp(x + 3, 0, 6) / 6, (x, _) => x <= -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1, _ => [-3, 3]),
        ["hardsigmoid"] = new((x, _) => Clamp(x + 3, 0, 6) / 6, (x, _) => x > -3 && x < 3 ? 1 / 6.0 : 0, _ => [-3, 3]),
        ["hardtanh"] = new((x, a) => Clamp(x, Low(a), High(a)), (x, a) => x > Low(a) && x < High(a) ? 1 : 0, a => [Low(a), High(a)]),
        ["sigmoid"] = new((x, _) => Sigmoid(x), (_, y, _) => y * (1 - y)),
        ["tanh"] = new((x, _) => Math.Tanh(x), (_, y, _) => 1 - y * y),
        ["softplus"] = new(
            (x, a) => Softplus(x, a.Double("beta", 1), a.Double("threshold", 20)),
            (x, a) => x * a.Double("beta", 1) > a.Double("threshold", 20) ? 1 : Sigmoid(x * a.Double("beta", 1)),
            a => [a.Double("threshold", 20) / a.Double("beta", 1)]),
    };

    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, y = x.Like();
        foreach (double kink in kinks?.Invoke(step.Attributes) ?? [])
        {
            // An exact zero is a zero in every program; only near misses may fall on either side.
            foreach (double value in x.Data)
            {
                if (value != kink) step.Margin(Math.Abs(value - kink));
            }
        }

        for (int i = 0; i < x.Data.Length; i++) y.Data[i] = function(x.Data[i], step.Attributes);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor dx = step.InputGradient();
        for (int i = 0; i < dy.Data.Length; i++) dx.Data[i] += dy.Data[i] * derivative(step.X.Data[i], step.Output.Data[i], step.Attributes);
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>ln(1 + x) without cancellation near zero.</summary>
    public static double Log1p(double x) => 1 + x == 1 ? x : Math.Log(1 + x) * (x / (1 + x - 1));

    /// <summary>eˣ − 1 without cancellation near zero.</summary>
    public static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;

    /// <summary>2/√π · ∫₀ˣ e^(−t²) dt: the power series, and past 3 the continued fraction of the complement.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        double size = Math.Abs(x);
        if (size < 3)
        {
            double term = x, sum = x;
            for (int n = 1; Math.Abs(term) > 1e-18; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }

            return 2 / Math.Sqrt(Math.PI) * sum;
        }

        double fraction = 0;
        for (int n = 60; n > 0; n--) fraction = n / 2.0 / (size + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-x * x) / ((size + fraction) * Math.Sqrt(Math.PI)));
    }

    private static double Clamp(double x, double low, double high) => double.IsNaN(x) ? x : Math.Min(Math.Max(x, low), high);

    private static double Slope(NodeAttributes attributes) => attributes.Double("negative_slope", 0.01);

    private static double Alpha(NodeAttributes attributes) => attributes.Double("alpha", 1);

    private static double Low(NodeAttributes attributes) => attributes.Double("min", -1);

    private static double High(NodeAttributes attributes) => attributes.Double("max", 1);

    private static bool IsTanh(NodeAttributes attributes) => attributes.Text("approximate", "none") == "tanh";

    private static double Inner(double x) => Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);

    private static double GeluTanhDerivative(double x)
    {
        double tanh = Math.Tanh(Inner(x));
        return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * Math.Sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    }

    private static double Softplus(double x, double beta, double threshold) => x * beta > threshold ? x : (Math.Max(x * beta, 0) + Log1p(Math.Exp(-Math.Abs(x * beta)))) / beta;
}

/// <summary>A leaky rectifier whose slope is learned, one for all or one a channel.</summary>
internal sealed class ParametricRectifier : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor x = step.X, y = x.Like();
        for (int i = 0; i < x.Data.Length; i++)
        {
            y.Data[i] = x.Data[i] > 0 ? x.Data[i] : x.Data[i] * step.Parameter("weight").Data[Slope(step, i)];
            if (x.Data[i] != 0) step.Margin(Math.Abs(x.Data[i]));
        }

        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor x = step.X, dx = step.InputGradient(), slopes = step.Parameter("weight"), slopesGradient = step.ParameterGradient("weight");
        for (int i = 0; i < x.Data.Length; i++)
        {
            dx.Data[i] += x.Data[i] > 0 ? dy.Data[i] : dy.Data[i] * slopes.Data[Slope(step, i)];
            if (x.Data[i] <= 0) slopesGradient.Data[Slope(step, i)] += dy.Data[i] * x.Data[i];
        }
    }

    private static int Slope(Step step, int index) => step.Parameter("weight").Data.Length == 1 ? 0 : index / step.X.Plane % step.X.C;
}

/// <summary>e^x / Σ e^x over the channels of each pixel.</summary>
internal sealed class SoftmaxOverChannels : Operation
{
    public override Tensor Forward(Step step)
    {
        Tensor y = LogSoftmaxOverChannels.Of(step.X);
        for (int i = 0; i < y.Data.Length; i++) y.Data[i] = Math.Exp(y.Data[i]);
        return y;
    }

    public override void Backward(Step step, Tensor dy)
    {
        Tensor y = step.Output, dx = step.InputGradient();
        LogSoftmaxOverChannels.EachPixel(y, pixel =>
        {
            double dot = pixel.Sum(i => dy.Data[i] * y.Data[i]);
            foreach (int i in pixel) dx.Data[i] += y.Data[i] * (dy.Data[i] - dot);
        });
    }
}

/// <summary>x − ln Σ e^x over the channels of each pixel.</summary>
internal sealed class LogSoftmaxOverChannels : Operation
{
    public override Tensor Forward(Step step) => Of(step.X);

    public override void Backward(Step step, Tensor dy)
    {
        Tensor y = step.Output, dx = step.InputGradient();
        EachPixel(y, pixel =>
        {
            double sum = pixel.Sum(i => dy.Data[i]);
            foreach (int i in pixel) dx.Data[i] += dy.Data[i] - Math.Exp(y.Data[i]) * sum;
        });
    }

    public static Tensor Of(Tensor x)
    {
        Tensor y = x.Like();
        EachPixel(x, pixel =>
        {
            double largest = pixel.Max(i => x.Data[i]);
            double log = largest + Math.Log(pixel.Sum(i => Math.Exp(x.Data[i] - largest)));
            foreach (int i in pixel) y.Data[i] = x.Data[i] - log;
        });
        return y;
    }

    /// <summary>The flat indices of each pixel's channels.</summary>
    public static void EachPixel(Tensor x, Action<int[]> visit)
    {
        var pixel = new int[x.C];
        for (int n = 0; n < x.N; n++)
        for (int p = 0; p < x.Plane; p++)
        {
            for (int c = 0; c < x.C; c++) pixel[c] = n * x.Image + c * x.Plane + p;
            visit(pixel);
        }
    }
}
