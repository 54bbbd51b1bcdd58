using System.Text;

namespace Fovea.Generators.Emission;

/// <summary>Writes indented C#. Line ends are \n, so that the output does not depend on the machine.</summary>
internal sealed class CodeWriter(int depth = 0)
{
    private readonly StringBuilder _text = new();
    private int _depth = depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    /// <summary>Whole lines as they are.</summary>
    public void Raw(string text) => _text.Append(text);

    /// <summary>Lines that are already formatted among themselves.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n')) Line(line.TrimEnd('\r'));
    }

    /// <summary>Braces around what follows, until disposed.</summary>
    public Scope Block(string header = "")
    {
        if (header.Length > 0) Line(header);
        Line("{");
        _depth++;
        return new Scope(this);
    }

    /// <summary>A block, or nothing where there is no header: for loops that a layer of this size does not need.</summary>
    public Scope? BlockIf(bool condition, string header) => condition ? Block(header) : null;

    public override string ToString() => _text.ToString();

    public sealed class Scope(CodeWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line("}");
        }
    }
}
