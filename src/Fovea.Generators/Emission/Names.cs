using System.Globalization;
using System.Text;
using Fovea.Generators.Declarations;
using Fovea.Generators.Graphs;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Generators.Emission;

/// <summary>C# identifiers from other names.</summary>
internal static class Names
{
    /// <summary>conv1.weight → Conv1Weight; layer1.0.conv1.weight → Layer1_0_Conv1Weight.</summary>
    public static string Member(string tensor)
    {
        var text = new StringBuilder();
        foreach (string segment in tensor.Split('.'))
        {
            if (segment.Length > 0 && segment.All(char.IsDigit)) text.Append('_').Append(segment).Append('_');
            else foreach (string word in segment.Split('_', '-', ' ')) text.Append(Pascal(word));
        }
        return Identifier(text.ToString());
    }

    /// <summary>Member names for all tensors by their full names, none twice and none that the surface already has.</summary>
    public static IReadOnlyDictionary<string, string> Members(NetworkGraph graph)
    {
        var taken = new HashSet<string>(Surface) { graph.Type.Name };
        var members = new Dictionary<string, string>();
        foreach (string tensor in graph.Tensors.Select(tensor => tensor.FullName).Concat(graph.LostTensors).Distinct())
        {
            string name = Member(tensor);
            string unique = name;
            for (int number = 2; !taken.Add(unique); number++) unique = name + "_" + number.ToString(CultureInfo.InvariantCulture);
            members[tensor] = unique;
        }
        return members;
    }

    /// <summary>A name for the kernels of this network, unlike any other network's.</summary>
    public static string Mangled(TypeIdentity type) => Identifier(type.MetadataName.Replace('.', '_').Replace('+', '_').Replace('`', '_'));

    /// <summary>A number as part of an identifier: 0.25 → 0p25, −1 → m1.</summary>
    public static string Part(double number) => number.ToString("R", CultureInfo.InvariantCulture).Replace('.', 'p').Replace('-', 'm').Replace("+", "");

    /// <summary>With @ where it is a keyword.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static readonly string[] Surface =
    [
        "ParameterCount", "InputShape", "OutputShape", "Layers", "ParameterInfos", "Parameters", "Buffers", "ReadParameters", "ReadBuffers",
        "ParametersChanged", "Forward", "Backward", "BackwardFrom", "Loss", "TraceForward", "ImageOffset", "FrozenStatistics", "Save", "SaveOnnx", "FoveaOnnx", "Load", "Create", "MaxDegreeOfParallelism", "TrainingStep",
        "DropoutSeed", "TargetLength", "FoveaProgram", "FoveaTables", "GetType", "ToString", "Equals", "GetHashCode", "MemberwiseClone", "Finalize",
    ];

    private static string Pascal(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word.Substring(1);

    private static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name) text.Append(SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_');
        if (text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0])) text.Insert(0, '_');
        return text.ToString();
    }
}
