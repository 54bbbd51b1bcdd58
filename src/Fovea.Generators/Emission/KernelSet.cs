using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>The methods of one vector width. Each is written once, however many layers call it.</summary>
internal sealed class KernelSet(Isa isa)
{
    // Methods stand in a class in a namespace.
    private const int Depth = 2;

    private readonly Dictionary<string, string> _texts = [];
    private readonly List<string> _order = [];

    public Isa Isa { get; } = isa;

    public IEnumerable<string> Texts => _order.Select(name => _texts[name]);

    /// <summary>Adds a method whose name tells all that its text depends on, unless it is there, and returns the name.</summary>
    public string AddOnce(string name, string comment, string parameters, Action<CodeWriter> body) =>
        _texts.ContainsKey(name) ? name : Add(name, comment, parameters, body);

    /// <summary>
    /// Adds a method and returns its name, which must tell all that its text depends on; a clash gets a number.
    /// </summary>
    /// <param name="name">Operation and shapes.</param>
    /// <param name="comment">What it computes: shapes, formula, tile.</param>
    /// <param name="parameters">The parameter list.</param>
    /// <param name="body">Writes the body.</param>
    /// <param name="hot">Whether it is compiled at once and fully, and never inlined: every kernel. Small helpers are inlined.</param>
    public string Add(string name, string comment, string parameters, Action<CodeWriter> body, string returns = "void", bool hot = true)
    {
        var code = new CodeWriter(Depth);
        foreach (string line in comment.Split('\n')) code.Line("// " + line);
        code.Line(hot
            ? "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]"
            : "[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        const string Placeholder = "\u0001";
        using (code.Block($"public static {returns} {Placeholder}({parameters})")) body(code);
        string text = code.ToString();

        for (int number = 1; ; number++)
        {
            string candidate = number == 1 ? name : $"{name}_{number}";
            string complete = text.Replace(Placeholder, candidate);
            if (!_texts.TryGetValue(candidate, out string? existing))
            {
                _texts.Add(candidate, complete);
                _order.Add(candidate);
                return candidate;
            }
            if (existing == complete) return candidate;
        }
    }
}
