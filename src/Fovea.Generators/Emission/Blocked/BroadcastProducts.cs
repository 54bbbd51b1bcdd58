namespace Fovea.Generators.Emission;

/// <summary>
/// The innermost part of sums over input channels: 'input', one number of each pixel in every lane, times vectors of output channels from 'weight', added to a0_0, a0_1, ….
/// With one vector of outputs each product would read a number, which is more than a core reads while it multiplies. Some pixels' numbers are then read by fours and shuffled to all lanes: few, since some cores shuffle where they multiply.
/// </summary>
/// <param name="Isa">Its vectors.</param>
/// <param name="Pixels">How many.</param>
/// <param name="Vectors">Of output channels.</param>
/// <param name="Step">Floats between pixels.</param>
/// <param name="IsByFours">Whether some are read by fours: channels come in multiples of four.</param>
internal sealed record BroadcastProducts(Isa Isa, int Pixels, int Vectors, int Step, bool IsByFours)
{
    private const int Four = 4;

    private int Shuffled => IsByFours ? Math.Min(Pixels, 3) : 0;

    /// <summary>Whether numbers may be read by fours.</summary>
    public static bool FitFours(Isa isa, int vectors, int channels) => isa.HasLaneShuffles && vectors == 1 && channels % Four == 0;

    /// <summary>What it adds to the names of methods.</summary>
    public string Key => IsByFours ? "_Fours" : "";

    /// <summary>Writes the sums' beginnings.</summary>
    public void EmitSums(CodeWriter code, Func<int, string> first) => ForAll((pixel, vector) => code.Line($"var a{pixel}_{vector} = {first(vector)};"));

    /// <summary>Writes the loop over 'count' channels, which lie side by side.</summary>
    public void EmitChannels(CodeWriter code)
    {
        int channels = IsByFours ? Four : 1;
        using CodeWriter.Scope each = code.Block($"for (int k = 0; k < count; {(IsByFours ? $"k += {Four}" : "k++")})");
        for (int pixel = 0; pixel < Shuffled; pixel++) code.Line($"var four{pixel} = Blocks.BroadcastFour({Isa.At("input", pixel * Step)});");
        for (int channel = 0; channel < channels; channel++) EmitChannel(code, channel);
        code.Line($"weight = ref Unsafe.Add(ref weight, {channels * Vectors * Isa.Width});");
        code.Line($"input = ref Unsafe.Add(ref input, {channels});");
    }

    /// <summary>Writes the products of one channel.</summary>
    public void EmitChannel(CodeWriter code, int channel = 0)
    {
        for (int vector = 0; vector < Vectors; vector++) code.Line($"var w{channel + vector} = {Isa.Load("weight", (channel * Vectors + vector) * Isa.Width)};");
        ForAll((pixel, vector) =>
        {
            string number = pixel < Shuffled ? Isa.FromFour($"four{pixel}", channel) : Isa.Broadcast("input", pixel * Step + channel);
            if (Vectors > 1 && vector == 0) code.Line($"var x{pixel} = {number};");
            code.Line($"a{pixel}_{vector} = {Isa.MultiplyAdd($"w{channel + vector}", Vectors > 1 ? $"x{pixel}" : number, $"a{pixel}_{vector}")};");
        });
    }

    public void ForAll(Action<int, int> write)
    {
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            for (int vector = 0; vector < Vectors; vector++) write(pixel, vector);
        }
    }
}
