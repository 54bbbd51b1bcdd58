namespace Fovea.Generators.Emission;

/// <summary>A loop over planes, each with constants of its own, and in it over the plane's numbers.</summary>
internal static class PlanewiseKernel
{
    /// <param name="sources">The parameters that are read, plane by plane; the target's value comes last where it is read too.</param>
    /// <param name="constants">The parameters that hold what planes have of their own.</param>
    /// <param name="loadConstants">Writes locals of the plane <c>plane</c>; where a vector has fewer than sixteen floats, of its lanes from <c>lane</c> on.</param>
    /// <param name="expression">From the loaded vectors to the stored one.</param>
    public static string Add(
        KernelSet kernels, string name, string comment, Map map, string[] sources, string target, string[] constants,
        Action<CodeWriter, Isa> loadConstants, Func<string[], string> expression, bool readsTarget = false)
    {
        Isa isa = kernels.Isa;
        string parameters = string.Join(", ", sources.Concat(constants).Append(target).Select(parameter => $"ref float {parameter}"));
        return kernels.Add(name, comment, parameters + map.SizeParameters, code =>
        {
            using (code.Block($"for (int plane = 0; plane < {map.Planes}; plane++)"))
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            {
                loadConstants(code, isa);
                string start = $"plane * {map.PlaneStride}{(isa.Width < Map.Pixel ? " + lane" : "")}";
                using (code.Block($"for (int i = {start}; i < (plane + 1) * {map.PlaneStride}; i += {Map.Pixel})"))
                {
                    string[] read = readsTarget ? [.. sources, target] : sources;
                    for (int i = 0; i < read.Length; i++) code.Line($"var v{i} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {read[i]}, i));");
                    string value = expression([.. Enumerable.Range(0, read.Length).Select(i => $"v{i}")]);
                    code.Line($"{isa.Class}.StoreUnsafe({value}, ref Unsafe.Add(ref {target}, i));");
                }
            }
        });
    }
}
