namespace Fovea.Tests.Numerics;

/// <summary>Resize and Upsample: expressed where every output pixel is read from where PyTorch's layers read it.</summary>
internal sealed partial class OnnxTranslator
{
    private string Resize(OnnxNode node)
    {
        string x = Image(node);
        NodeAttributes a = node.Attributes;
        bool old = node.Op == "Upsample" || _case.Opset < 11;
        string mode = a.Text("mode", "nearest"), transformation = old ? "asymmetric" : a.Text("coordinate_transformation_mode", "half_pixel");
        if (mode is "cubic") throw new InexpressibleException("Resize by cubic interpolation.");
        int[] inputs = Graph.Shape(x)[1..];
        (int[] outputs, double[] scales) = ResizedTo(node, [_inputs.Values.First().N, .. Graph.Shape(x)], old);
        if (a.Int("antialias", 0) != 0 && scales.Any(scale => scale < 1)) throw new InexpressibleException("Resize with antialias.");

        double[][] places = [.. Enumerable.Range(0, 2).Select(axis => Places(transformation, inputs[axis], outputs[axis], scales[axis]))];
        if (mode == "nearest")
        {
            string rounding = old ? "floor" : a.Text("nearest_mode", "round_prefer_floor");
            bool same = Agree((place, i, n, m) => Math.Clamp(Rounded(place, rounding), 0, n - 1) == i * n / m);
            return same ? Upsampled("upsample_nearest", null) : throw new InexpressibleException($"Resize to the nearest pixel by {transformation} and {rounding}: others than PyTorch's.");
        }

        bool halves = Agree((place, i, n, m) => Near(place, Math.Max(0, (i + 0.5) * n / m - 0.5), n)), corners = Agree((place, i, n, m) => Near(place, m == 1 ? 0 : i * (n - 1.0) / (m - 1), n));
        return halves || corners ? Upsampled("upsample_bilinear", corners && !halves) : throw new InexpressibleException($"Resize by linear interpolation and {transformation}: at other places than PyTorch's.");

        bool Agree(Func<double, int, int, int, bool> agrees) =>
            Enumerable.Range(0, 2).All(axis => Enumerable.Range(0, outputs[axis]).All(i => agrees(places[axis][i], i, inputs[axis], outputs[axis])));

        string Upsampled(string op, bool? corners)
        {
            int factor = outputs[0] / inputs[0];
            bool whole = outputs[0] == factor * inputs[0] && outputs[1] == factor * inputs[1];
            return (whole, corners) switch
            {
                (true, null) => Add(x, op, new { scale_factor = factor }),
                (false, null) => Add(x, op, new { size = outputs }),
                (true, _) => Add(x, op, new { scale_factor = factor, align_corners = corners }),
                (false, _) => Add(x, op, new { size = outputs, align_corners = corners }),
            };
        }
    }

    private static bool Near(double place, double other, int inputs) => Math.Abs(Math.Clamp(place, 0, inputs - 1) - Math.Clamp(other, 0, inputs - 1)) < 1e-6;

    /// <summary>Rows and columns of the output, and by how much they are scaled.</summary>
    private (int[] Outputs, double[] Scales) ResizedTo(OnnxNode node, int[] shape, bool old)
    {
        NodeAttributes a = node.Attributes;
        int[] axes = a.Has("axes") ? [.. a.Ints("axes").Select(axis => axis < 0 ? axis + 4 : axis)] : [0, 1, 2, 3];
        double[] scales = [1, 1, 1, 1];
        int[] outputs = [.. shape];
        int scalesInput = old ? 1 : 2;
        double[] given = node.Takes(3) && !old ? Parameter(node, 3).Data : node.Takes(scalesInput) ? Parameter(node, scalesInput).Data : a.Doubles("scales");
        if (node.Takes(3) && !old)
        {
            double[] ratios = [.. axes.Select((axis, i) => given[i] / shape[axis])];
            string policy = a.Text("keep_aspect_ratio_policy", "stretch");
            for (int i = 0; i < axes.Length; i++)
            {
                scales[axes[i]] = policy switch { "not_larger" => ratios.Min(), "not_smaller" => ratios.Max(), _ => ratios[i] };
                outputs[axes[i]] = policy == "stretch" ? (int)given[i] : (int)Math.Floor(scales[axes[i]] * shape[axes[i]] + 0.5);
            }
        }
        else
        {
            for (int i = 0; i < axes.Length; i++) (scales[axes[i]], outputs[axes[i]]) = (given[i], (int)Math.Floor(given[i] * shape[axes[i]]));
        }

        if (outputs[0] != shape[0] || outputs[1] != shape[1]) throw new InexpressibleException("Resize of batch or channels.");
        return (outputs[2..], scales[2..]);
    }

    /// <summary>Where along an axis each output pixel lies in the input.</summary>
    private static double[] Places(string transformation, int inputs, int outputs, double scale)
    {
        double exact = scale * inputs;
        return [.. Enumerable.Range(0, outputs).Select(i => transformation switch
        {
            "half_pixel" => Half(i),
            "pytorch_half_pixel" => exact > 1 ? Half(i) : 0,
            "half_pixel_symmetric" => inputs / 2.0 * (1 - outputs / exact) + Half(i),
            "align_corners" => outputs == 1 ? 0 : i * (inputs - 1) / (exact - 1),
            "asymmetric" => i / scale,
            "tf_half_pixel_for_nn" => (i + 0.5) / scale,
            _ => throw new InexpressibleException($"Resize by {transformation}."),
        })];

        double Half(int i) => (i + 0.5) / scale - 0.5;
    }

    private static double Rounded(double place, string rounding) => rounding switch
    {
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => Math.Floor(place + 0.5),
        _ => throw new InexpressibleException($"Rounding by {rounding}."),
    };
}
