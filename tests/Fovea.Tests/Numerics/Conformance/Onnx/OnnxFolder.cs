namespace Fovea.Tests.Numerics;

/// <summary>The folders of ONNX's cases.</summary>
internal static class OnnxFolder
{
    /// <summary>The folder of this name in the one that <c>FOVEA_CONFORMANCE_ONNX</c> names, or that one itself; null where there is none.</summary>
    public static string? Named(string name)
    {
        if (SharedFiles.Locate("FOVEA_CONFORMANCE_ONNX", "conformance") is not { } given) return null;
        string inner = Path.Combine(given, name);
        return Directory.Exists(inner) ? inner : given;
    }
}
