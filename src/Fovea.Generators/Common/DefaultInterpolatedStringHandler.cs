using System.Globalization;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler builds interpolated strings with, where it finds it: without it, on .NET Standard 2.0 they are string.Format, which boxes every number
/// and asks the machine's culture how to write it. Emitted code is full of them.
/// </summary>
[InterpolatedStringHandler]
internal ref struct DefaultInterpolatedStringHandler
{
    // This thread's buffers: a string inside another one takes another.
    [ThreadStatic]
    private static Stack<char[]>? t_buffers;

    private char[] _text;
    private int _length;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        t_buffers ??= [];
        _text = t_buffers.Count > 0 ? t_buffers.Pop() : new char[1024];
        _length = 0;
    }

    public void AppendLiteral(string text)
    {
        if (_length + text.Length > _text.Length) Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + text.Length));
        text.CopyTo(0, _text, _length, text.Length);
        _length += text.Length;
    }

    public void AppendFormatted(string? text)
    {
        if (text is not null) AppendLiteral(text);
    }

    public void AppendFormatted(int number)
    {
        // The most frequent by far: nothing is allocated.
        if (number < 0)
        {
            AppendLiteral(number.ToString(CultureInfo.InvariantCulture));
            return;
        }
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) digits++;
        if (_length + digits > _text.Length) Array.Resize(ref _text, 2 * _text.Length);
        _length += digits;
        for (int place = _length - 1; digits > 0; digits--, number /= 10) _text[place--] = (char)('0' + number % 10);
    }

    public void AppendFormatted(object? value) => AppendFormatted<object?>(value);

    public void AppendFormatted<T>(T value) => AppendFormatted(value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString());

    public void AppendFormatted<T>(T value, string? format) => AppendFormatted(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    public string ToStringAndClear()
    {
        string text = new(_text, 0, _length);
        t_buffers!.Push(_text);
        return text;
    }
}
