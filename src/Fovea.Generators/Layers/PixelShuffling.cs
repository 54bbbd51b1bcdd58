using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>Moves r×r blocks of pixels into channels or back: deep[c·r² + u·r + v, i, j] is wide[c, i·r + u, j·r + v].</summary>
internal abstract record PixelShufflingLayer(int Factor) : Layer
{
    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string kernel = Move(step, "Forward", x, y, "x", "y", adds: false);
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            string kernel = Move(step, "Backward", step.OutputGradient, step.InputGradient(), "dy", "dx", step.Accumulates());
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }

    private string Move(Step step, string pass, Map from, Map to, string source, string target, bool adds)
    {
        bool widens = to.Planes < from.Planes;
        (Map deep, Map wide) = widens ? (from, to) : (to, from);
        Isa isa = step.Isa;
        string formula = $"channel c·{Factor * Factor} + u·{Factor} + v at (i, j) is channel c at (i·{Factor} + u, j·{Factor} + v)";
        return step.Kernels.Add($"{Kind}{pass}_{from.Key}_to_{to.Key}{(adds ? "_Add" : "")}", $"{Kind} {from.Display} → {to.Display}{(pass == "Backward" ? ", backward" : "")}: {formula}.", $"ref float {source}, ref float {target}{from.SizeParameters}", code =>
        {
            using (code.Block($"for (int plane = 0; plane < {wide.Planes}; plane++)"))
            using (code.Block($"for (int u = 0; u < {Factor}; u++)"))
            using (code.Block($"for (int v = 0; v < {Factor}; v++)"))
            using (code.Block($"for (int row = 0; row < {deep.Height}; row++)"))
            {
                code.Line($"int deep = ((plane * {Factor} + u) * {Factor} + v) * {deep.PlaneStride} + row * {deep.RowStride};");
                code.Line($"int wide = plane * {wide.PlaneStride} + (row * {Factor} + u) * {wide.RowStride} + v * {Map.Pixel};");
                using (code.Block($"for (int column = 0; column < {deep.Width}; column++)"))
                {
                    for (int lane = 0; lane < Map.Pixel; lane += isa.Width)
                    {
                        string plus = lane == 0 ? "" : $" + {lane}";
                        Size few = Size.Named($"deep + column * {Map.Pixel}{plus}"), many = Size.Named($"wide + column * {Map.Pixel * Factor}{plus}");
                        PixelLoop.Write(code, isa, target, widens ? many : few, isa.Load(source, widens ? few : many), adds);
                    }
                }
            }
        });
    }
}
