using System.Globalization;
using System.Text;
using Fovea.Generators.Diagnostics;

namespace Fovea.Generators.Declarations;

/// <summary>
/// A declaration as text, for other assemblies: metadata does not keep the order of attributes. Namespace and name in quotes, then the attributes
/// as <c>kind(name=value,…)</c>; what a Use or Residual refers to follows in braces.
/// </summary>
internal static class CompiledDeclaration
{
    /// <summary>Of this format. Another is refused.</summary>
    public const int Version = 1;

    public static string Format(NetworkDeclaration declaration)
    {
        var text = new StringBuilder();
        Format(text, declaration);
        return text.ToString();
    }

    /// <summary>The declaration, or null if the text is not one.</summary>
    public static NetworkDeclaration? Parse(string text)
    {
        try
        {
            var parser = new Parser(text);
            NetworkDeclaration declaration = parser.Declaration();
            return parser.IsAtEnd ? declaration : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Format(StringBuilder text, NetworkDeclaration declaration)
    {
        Quote(text, declaration.Type.Namespace);
        Quote(text, declaration.Type.Name);
        foreach (AttributeDeclaration attribute in declaration.Attributes.Where(attribute => attribute.Kind != "?"))
        {
            text.Append(attribute.Kind).Append('(');
            foreach (Argument argument in attribute.Arguments)
            {
                text.Append(argument.Name).Append('=');
                Format(text, argument.Value);
                text.Append(',');
            }
            text.Append(')');
            if (attribute.Body is not { } body) continue;
            text.Append('{');
            Format(text, body);
            text.Append('}');
        }
    }

    private static void Format(StringBuilder text, ArgumentValue value)
    {
        switch (value)
        {
            case NumberValue number: text.Append(number.IsInteger ? 'i' : 'd').Append(number.Value.ToString("R", CultureInfo.InvariantCulture)); break;
            case FlagValue flag: text.Append(flag.Value ? "true" : "false"); break;
            case ReservedValue reserved: text.Append('r').Append(((int)reserved.Value).ToString(CultureInfo.InvariantCulture)); break;
            case TextValue { Value: { } content }: Quote(text, content); break;
            case ListValue list:
                text.Append('[');
                foreach (ArgumentValue item in list.Items)
                {
                    Format(text, item);
                    text.Append(',');
                }
                text.Append(']');
                break;
            default: text.Append('?'); break;
        }
    }

    private static void Quote(StringBuilder text, string content) =>
        text.Append('\'').Append(content.Replace("\\", "\\\\").Replace("'", "\\'")).Append('\'');

    private sealed class Parser(string text)
    {
        private int _position;

        public bool IsAtEnd => _position == text.Length;

        private char Next => IsAtEnd ? throw new FormatException() : text[_position];

        public NetworkDeclaration Declaration()
        {
            string space = Quoted(), name = Quoted();
            var attributes = new List<AttributeDeclaration>();
            while (!IsAtEnd && Next != '}') attributes.Add(Attribute());
            return new NetworkDeclaration(new TypeIdentity(space, name, name, EquatableArray<ContainingType>.Empty), attributes.ToEquatableArray(), EquatableArray<Problem>.Empty);
        }

        private AttributeDeclaration Attribute()
        {
            string kind = Until('(');
            var arguments = new List<Argument>();
            while (Next != ')')
            {
                string name = Until('=');
                arguments.Add(new Argument(name, Value()));
                Expect(',');
            }
            Expect(')');
            if (IsAtEnd || Next != '{') return new AttributeDeclaration(kind, arguments.ToEquatableArray());
            Expect('{');
            NetworkDeclaration body = Declaration();
            Expect('}');
            return new AttributeDeclaration(kind, arguments.ToEquatableArray(), body);
        }

        private ArgumentValue Value()
        {
            if (Next == '\'') return new TextValue(Quoted());
            if (Next == '[') return List();
            int start = _position;
            while (Next is not (',' or ')' or ']')) _position++;
            return text.Substring(start, _position - start) switch
            {
                "?" => new UnknownValue(),
                "true" => new FlagValue(true),
                "false" => new FlagValue(false),
                ['r', .. var reserved] => new ReservedValue((Reserved)int.Parse(reserved, CultureInfo.InvariantCulture)),
                ['i', .. var integer] => new NumberValue(double.Parse(integer, CultureInfo.InvariantCulture), IsInteger: true),
                ['d', .. var real] => new NumberValue(double.Parse(real, CultureInfo.InvariantCulture), IsInteger: false),
                _ => throw new FormatException(),
            };
        }

        private ListValue List()
        {
            Expect('[');
            var items = new List<ArgumentValue>();
            while (Next != ']')
            {
                items.Add(Value());
                Expect(',');
            }
            Expect(']');
            return new ListValue(items.ToEquatableArray());
        }

        private string Quoted()
        {
            Expect('\'');
            var content = new StringBuilder();
            while (Next != '\'')
            {
                if (Next == '\\') _position++;
                content.Append(Next);
                _position++;
            }
            Expect('\'');
            return content.ToString();
        }

        private string Until(char end)
        {
            int start = _position;
            while (Next != end) _position++;
            return text.Substring(start, _position++ - start);
        }

        private void Expect(char expected)
        {
            if (Next != expected) throw new FormatException();
            _position++;
        }
    }
}
