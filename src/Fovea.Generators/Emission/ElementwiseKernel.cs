namespace Fovea.Generators.Emission;

/// <summary>One loop over every number of a map, whatever the layout.</summary>
internal static class ElementwiseKernel
{
    /// <param name="sources">The parameters that are read; the target's value comes last where it is read too.</param>
    /// <param name="expression">From the loaded vectors to the stored one.</param>
    public static string Add(KernelSet kernels, string name, string comment, Map map, string[] sources, string target, Func<string[], string> expression, bool readsTarget = false)
    {
        Isa isa = kernels.Isa;
        string symbolic = map.IsConstant ? "" : ", int height, int width";
        string parameters = string.Join(", ", sources.Append(target).Select(source => $"ref float {source}"));
        return kernels.Add(name, comment, parameters + symbolic, code =>
        {
            using (code.Block($"for (int i = 0; i < {map.Pixels * Map.Pixel}; i += {isa.Width})"))
            {
                string[] read = readsTarget ? [.. sources, target] : sources;
                for (int i = 0; i < read.Length; i++) code.Line($"var v{i} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {read[i]}, i));");
                string value = expression([.. Enumerable.Range(0, read.Length).Select(i => $"v{i}")]);
                code.Line($"{isa.Class}.StoreUnsafe({value}, ref Unsafe.Add(ref {target}, i));");
            }
        });
    }
}
