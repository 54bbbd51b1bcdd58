namespace Fovea.Generators.Emission;

/// <summary>
/// The transforms of Winograd's F(m×m, 3×3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A. G is applied where weights are packed.
/// </summary>
internal abstract class WinogradTransform
{
    /// <summary>Interpolates at 0, ±1 and ∞: 16 products for 36, and as exact as the sum.</summary>
    public static readonly WinogradTransform F2 = new Two();

    /// <summary>Interpolates at 0, ±1, ±2 and ∞: 36 products for 144, and errors some five times the sum's.</summary>
    public static readonly WinogradTransform F4 = new Four();

    /// <summary>m: rows and columns of a tile's outputs.</summary>
    public abstract int Outputs { get; }

    /// <summary>Rows and columns of a tile's inputs.</summary>
    public int Inputs => Outputs + 2;

    /// <summary>Places of a tile between the transforms.</summary>
    public int Places => Inputs * Inputs;

    public string Name => $"F({Outputs}×{Outputs}, 3×3)";

    /// <summary>The same with what it costs, for the reader of the emitted code.</summary>
    public string Display => $"Winograd's {Name}, which multiplies {Products}";

    protected abstract string Products { get; }

    /// <summary>What it adds to names of methods.</summary>
    public abstract string Key { get; }

    /// <summary>Bᵀ d B.</summary>
    public abstract WinogradSpread Input { get; }

    /// <summary>Aᵀ of numbers, of which the first <paramref name="outputs"/> are wanted: writes variables that end in <paramref name="name"/>, and returns expressions.</summary>
    public abstract string[] Gather(CodeWriter code, Isa isa, string name, int outputs, Func<int, string> number);

    private sealed class Two : WinogradTransform
    {
        public override int Outputs => 2;

        protected override string Products => "16 times for 36 and is as exact";

        public override string Key => "";

        public override WinogradSpread Input { get; } = new(
            "WinogradInput", "Bᵀ d B", 2, 4,
            [("Minus", [(0, 1), (2, -1)]), ("Plus", [(1, 1), (2, 1)]), ("Minus", [(2, 1), (1, -1)]), ("Minus", [(1, 1), (3, -1)])],
            (_, _) => ["d0 - d2", "d1 + d2", "d2 - d1", "d1 - d3"]);

        public override string[] Gather(CodeWriter code, Isa isa, string name, int outputs, Func<int, string> number)
        {
            code.Line($"var one{name} = {number(1)};");
            code.Line($"var two{name} = {number(2)};");
            string first = $"{number(0)} + one{name} + two{name}";
            return outputs == 1 ? [first] : [first, $"one{name} - two{name} - {number(3)}"];
        }
    }

    private sealed class Four : WinogradTransform
    {
        public override int Outputs => 4;

        protected override string Products => "36 times for 144, at some five times the error";

        public override string Key => "4";

        public override WinogradSpread Input { get; } = new(
            "WinogradInput4", "Bᵀ d B", 4, 6,
            [
                ("End", [(4, 1), (2, -5), (0, 4)]),
                ("Plus1", [(4, 1), (3, 1), (2, -4), (1, -4)]), ("Minus1", [(4, 1), (3, -1), (2, -4), (1, 4)]),
                ("Plus2", [(4, 1), (3, 2), (2, -1), (1, -2)]), ("Minus2", [(4, 1), (3, -2), (2, -1), (1, 2)]),
                ("End", [(5, 1), (3, -5), (1, 4)]),
            ],
            Columns);

        private static string[] Columns(CodeWriter code, Isa isa)
        {
            code.Line($"var even1 = {isa.MultiplyAdd(isa.Constant(-4), "d2", "d4")};");
            code.Line($"var odd1 = {isa.MultiplyAdd(isa.Constant(-4), "d1", "d3")};");
            code.Line("var even2 = d4 - d2;");
            code.Line("var odd2 = (d3 - d1) + (d3 - d1);");
            return [End(0), "even1 + odd1", "even1 - odd1", "even2 + odd2", "even2 - odd2", End(1)];

            string End(int i) => isa.MultiplyAdd(isa.Constant(4), $"d{i}", isa.MultiplyAdd(isa.Constant(-5), $"d{i + 2}", $"d{i + 4}"));
        }

        public override string[] Gather(CodeWriter code, Isa isa, string name, int outputs, Func<int, string> number)
        {
            for (int i = 1; i <= 4; i++) code.Line($"var part{i}{name} = {number(i)};");
            code.Line($"var plus1{name} = part1{name} + part2{name};");
            code.Line($"var minus1{name} = part1{name} - part2{name};");
            code.Line($"var plus2{name} = part3{name} + part4{name};");
            code.Line($"var minus2{name} = part3{name} - part4{name};");
            string[] all =
            [
                $"{number(0)} + plus1{name} + plus2{name}", isa.MultiplyAdd(isa.Constant(2), $"minus2{name}", $"minus1{name}"),
                isa.MultiplyAdd(isa.Constant(4), $"plus2{name}", $"plus1{name}"), outputs == 4 ? $"{isa.MultiplyAdd(isa.Constant(8), $"minus2{name}", $"minus1{name}")} + {number(5)}" : "",
            ];
            return [.. all.Take(outputs)];
        }
    }
}
