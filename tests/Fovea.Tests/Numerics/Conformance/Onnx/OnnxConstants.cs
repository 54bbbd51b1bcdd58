namespace Fovea.Tests.Numerics;

/// <summary>The numbers that do not depend on images: what a case gives, and what its graph computes of it.</summary>
internal static class OnnxConstants
{
    /// <summary>The nodes that are left, and the constants.</summary>
    public static (IReadOnlyList<OnnxNode> Nodes, Dictionary<string, Tensor> Constants) Fold(OnnxCase given)
    {
        var constants = given.Inputs.Where(input => input.Value.Value is not null).ToDictionary(input => input.Key, input => input.Value.Value!);
        var own = given.Inputs.Where(input => input.Value.IsInitializer).Select(input => input.Key).ToHashSet();
        var nodes = new List<OnnxNode>();
        foreach (OnnxNode node in given.Nodes)
        {
            if (!node.Inputs.All(own.Contains) || Evaluate(node, constants) is not { } value)
            {
                nodes.Add(node);
                continue;
            }

            constants.Add(node.Outputs[0], value);
            own.Add(node.Outputs[0]);
        }

        return (nodes, constants);
    }

    private static Tensor? Evaluate(OnnxNode node, Dictionary<string, Tensor> constants) => node.Op switch
    {
        "Constant" => node.Constant,
        "Transpose" when constants[node.Inputs[0]] is { Shape.Length: 2 } matrix => Transposed(matrix),
        _ => null,
    };

    public static Tensor Transposed(Tensor matrix)
    {
        var result = new Tensor(matrix.C, matrix.N);
        for (int row = 0; row < matrix.N; row++)
        for (int column = 0; column < matrix.C; column++) result[column, row, 0, 0] = matrix[row, column, 0, 0];
        return result;
    }
}
