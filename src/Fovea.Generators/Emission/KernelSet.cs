namespace Fovea.Generators.Emission;

/// <summary>The methods of one vector width. Each is written once, however many layers call it.</summary>
internal sealed class KernelSet(Isa isa)
{
    /// <summary>What stands before a kernel's name in a pass: the type parameter that says which width's kernels they are.</summary>
    public const string Prefix = "K.";

    // Methods stand in a type in a namespace.
    private const int Depth = 2;

    private readonly Dictionary<string, Kernel> _kernels = [];
    private readonly Dictionary<object, Kernel> _byKey = [];
    private readonly List<Kernel> _called = [];

    // A kernel adds the tiles that it calls while it is being written: each of them has a writer of its own.
    private readonly List<CodeWriter> _writers = [];
    private int _open;

    public Isa Isa { get; } = isa;

    /// <summary>The methods, what others call first.</summary>
    public CodeWriter Text { get; } = new();

    /// <summary>The heads of the methods that passes call.</summary>
    public IEnumerable<string> Called => _called.Select(kernel => $"{kernel.Returns} {kernel.Name}({kernel.Parameters})");

    /// <summary>Adds a method whose name tells all that its text depends on, unless it is there, and returns the name.</summary>
    public string AddOnce(string name, string comment, string parameters, Action<CodeWriter> body) => Add(name, comment, parameters, body, key: name);

    /// <summary>Adds a method and returns how to call it. A clash of names gets a number.</summary>
    /// <param name="name">Operation and shapes.</param>
    /// <param name="comment">What it computes: shapes, formula, tile.</param>
    /// <param name="parameters">The parameter list.</param>
    /// <param name="body">Writes the body.</param>
    /// <param name="hot">Whether it is compiled at once and fully, and never inlined: every kernel. Small helpers are inlined.</param>
    /// <param name="key">All that the text depends on, if that is known: it is then not written a second time only to be found there already.</param>
    public string Add(string name, string comment, string parameters, Action<CodeWriter> body, string returns = "void", bool hot = true, object? key = null)
    {
        if (key is null || !_byKey.TryGetValue(key, out Kernel kernel))
        {
            kernel = Write(name, comment, parameters, body, returns, hot);
            if (key is not null) _byKey.Add(key, kernel);
        }
        // Kernels call their neighbours; a pass calls those of some width.
        if (_open > 0 || !hot) return kernel.Name;
        if (!kernel.IsCalled) _called.Add(kernel);
        kernel.IsCalled = true;
        return Prefix + kernel.Name;
    }

    private Kernel Write(string name, string comment, string parameters, Action<CodeWriter> body, string returns, bool hot)
    {
        if (_open == _writers.Count) _writers.Add(new CodeWriter(Depth));
        CodeWriter code = _writers[_open];
        code.Clear();
        _open++;
        foreach (string line in comment.Split('\n')) code.Line($"// {line}");
        code.Line(hot ? "[MethodImpl(Hot)]" : "[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        int place = code.Length + 4 * Depth + "public static  ".Length + returns.Length;
        using (code.Block($"public static {returns} {name}({parameters})")) body(code);
        _open--;

        // The name, or with a number where another method has it already; or the equal method that is there.
        for (int number = 1; ; number++)
        {
            string candidate = number == 1 ? name : $"{name}_{number}";
            if (!_kernels.TryGetValue(candidate, out Kernel existing))
            {
                if (number > 1) code.Replace(place, name.Length, candidate);
                if (Text.Length > 0) Text.Line();
                var kernel = new Kernel(candidate, returns, parameters, Text.Length, place, code.Length);
                Text.Raw(code);
                _kernels.Add(candidate, kernel);
                return kernel;
            }
            if (existing.Place == place && Equal(existing, code, place + name.Length)) return existing;
        }
    }

    // Whether a method is what has just been written, but for its name, which ends at the given place.
    private bool Equal(Kernel existing, CodeWriter code, int end)
    {
        int place = existing.Place, rest = code.Length - end;
        return Text.Span(existing.Start, place).SequenceEqual(code.Span(0, place))
            && existing.Length - place - existing.Name.Length == rest
            && Text.Span(existing.Start + existing.Length - rest, rest).SequenceEqual(code.Span(end, rest));
    }

    /// <summary>A method in the text.</summary>
    private sealed class Kernel(string name, string returns, string parameters, int start, int place, int length)
    {
        public string Name => name;

        public string Returns => returns;

        public string Parameters => parameters;

        public int Start => start;

        // Of the name, from the start.
        public int Place => place;

        public int Length => length;

        public bool IsCalled { get; set; }
    }
}
