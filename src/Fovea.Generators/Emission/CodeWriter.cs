using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>
/// Writes indented C#. Line ends are \n, and numbers are invariant, so that the output does not depend on the machine.
/// A network is hundreds of thousands of characters while someone types: they go into one buffer, without strings for lines.
/// </summary>
internal sealed class CodeWriter(int depth = 0) : IDisposable
{
    private const string Indentation = "                                                                ";

    // Texts taken over, and what was written before each of them.
    private readonly List<(char[] Text, int Length)> _parts = [];
    private char[] _text = ArrayPool<char>.Shared.Rent(1 << 12);
    private int _depth = depth;

    /// <summary>Characters so far, without what came before the last text that was taken over.</summary>
    public int Length { get; private set; }

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            Indent();
            Write(line);
        }
        Write('\n');
    }

    public void Line([InterpolatedStringHandlerArgument("")] ref LineText line) => Write('\n');

    /// <summary>Whole lines as they are.</summary>
    public void Raw(string text) => Write(text);

    /// <summary>A stretch of a text as it is.</summary>
    public void Raw(string text, int start, int length)
    {
        Reserve(length);
        text.CopyTo(start, _text, Length, length);
        Length += length;
    }

    /// <summary>Whole lines as another writer has them.</summary>
    public void Raw(CodeWriter other) => Raw(other, 0, other.Length);

    /// <summary>A stretch of another writer's text.</summary>
    public void Raw(CodeWriter other, int start, int length)
    {
        Reserve(length);
        Array.Copy(other._text, start, _text, Length, length);
        Length += length;
    }

    /// <summary>Whole lines of another writer, which has none afterwards: nothing is copied.</summary>
    public void Take(CodeWriter other)
    {
        _parts.Add((_text, Length));
        _parts.AddRange(other._parts);
        other._parts.Clear();
        (_text, Length, other._text, other.Length) = (other._text, other.Length, [], 0);
    }

    /// <summary>Lines that are already formatted among themselves.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n')) Line(line.TrimEnd('\r'));
    }

    /// <summary>Braces, or others, around what follows, until disposed.</summary>
    public Scope Block(string header = "", string opening = "{", string closing = "}")
    {
        if (header.Length > 0) Line(header);
        return Open(opening, closing);
    }

    public Scope Block([InterpolatedStringHandlerArgument("")] ref LineText header, string opening = "{", string closing = "}")
    {
        Write('\n');
        return Open(opening, closing);
    }

    /// <summary>A block, or nothing where there is no header: for loops that a layer of this size does not need.</summary>
    public Scope? BlockIf(bool condition, string header) => condition ? Block(header) : null;

    public Scope? BlockIf(bool condition, [InterpolatedStringHandlerArgument("", nameof(condition))] ref LineText header) => condition ? Block(ref header) : null;

    /// <summary>Puts characters where others stand, which move.</summary>
    public void Replace(int start, int length, string text)
    {
        Reserve(text.Length);
        Array.Copy(_text, start + length, _text, start + text.Length, Length - start - length);
        text.CopyTo(0, _text, start, text.Length);
        Length += text.Length - length;
    }

    public ReadOnlySpan<char> Span(int start, int length) => _text.AsSpan(start, length);

    public bool TextEquals(CodeWriter other) => Span(0, Length).SequenceEqual(other.Span(0, other.Length));

    /// <summary>Forgets the text, to write another one in its place.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach ((char[] text, _) in _parts) ArrayPool<char>.Shared.Return(text);
        ArrayPool<char>.Shared.Return(_text);
    }

    public override string ToString()
    {
        if (_parts.Count == 0) return new(_text, 0, Length);
        // Millions of characters: into the string itself, which nobody else has seen yet.
        string all = new('\0', _parts.Sum(part => part.Length) + Length);
        Span<char> rest = MemoryMarshal.AsMemory(all.AsMemory()).Span;
        foreach ((char[] text, int length) in _parts.Append((_text, Length)))
        {
            text.AsSpan(0, length).CopyTo(rest);
            rest = rest.Slice(length);
        }
        return all;
    }

    private Scope Open(string opening, string closing)
    {
        Line(opening);
        _depth++;
        return new Scope(this, closing);
    }

    private void Indent()
    {
        for (int spaces = 4 * _depth; spaces > 0; spaces -= Indentation.Length) Raw(Indentation, 0, Math.Min(spaces, Indentation.Length));
    }

    private void Write(string text) => Raw(text, 0, text.Length);

    private void Write(char c)
    {
        Reserve(1);
        _text[Length++] = c;
    }

    private void Write(long number)
    {
        if (number < 0)
        {
            Write(number.ToString(CultureInfo.InvariantCulture));
            return;
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) digits++;
        Reserve(digits);
        Length += digits;
        for (int place = Length - 1; digits > 0; digits--, number /= 10) _text[place--] = (char)('0' + number % 10);
    }

    private void Reserve(int more)
    {
        if (Length + more <= _text.Length) return;
        char[] longer = ArrayPool<char>.Shared.Rent(Math.Max(2 * _text.Length, Length + more));
        Array.Copy(_text, 0, longer, 0, Length);
        ArrayPool<char>.Shared.Return(_text);
        _text = longer;
    }

    public sealed class Scope(CodeWriter writer, string closing) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(closing);
        }
    }

    /// <summary>An interpolated line, written part by part. What it interpolates must not write lines here itself.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct LineText
    {
        private readonly CodeWriter _writer;

        public LineText(int literalLength, int formattedCount, CodeWriter writer)
        {
            _writer = writer;
            writer.Indent();
        }

        public LineText(int literalLength, int formattedCount, CodeWriter writer, bool condition, out bool isWritten)
        {
            _writer = writer;
            isWritten = condition;
            if (condition) writer.Indent();
        }

        public void AppendLiteral(string text) => _writer.Write(text);

        public void AppendFormatted(string? text)
        {
            if (text is not null) _writer.Write(text);
        }

        public void AppendFormatted(int number) => _writer.Write(number);

        public void AppendFormatted(long number) => _writer.Write(number);

        public void AppendFormatted(char c) => _writer.Write(c);

        public void AppendFormatted(Size size)
        {
            if (size.IsConstant) _writer.Write(size.Value);
            else _writer.Write(size.ToString());
        }

        public void AppendFormatted(object? value) => AppendFormatted<object?>(value);

        public void AppendFormatted<T>(T value) => AppendFormatted(value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString());
    }
}
