namespace Fovea.Generators.Emission;

/// <summary>Zeros a gradient that several writers will add to.</summary>
internal static class ClearKernel
{
    public static void Emit(CodeWriter code, Isa isa, string target, Map map)
    {
        using (code.Block($"for (int i = 0; i < {map.Pixels * Map.Pixel}; i += {isa.Width})"))
        {
            code.Line($"{isa.Class}.StoreUnsafe({isa.Zero}, ref Unsafe.Add(ref {target}, i));");
        }
    }
}
