using Fovea.Generators.Graphs;

namespace Fovea.Generators.Plans;

/// <summary>Gives out stretches of an arena: first fit by address, among what lives at the same time; or, if it does not reuse, one after the other.</summary>
internal sealed class Memory(bool reuses)
{
    // Floats of a line of the caches.
    private const int Line = 16;

    private readonly List<(long Start, long End, int First, int Last)> _taken = [];

    public long Length { get; private set; }

    /// <summary>A length that ends with a line.</summary>
    public static long WholeLines(long length) => (length + Line - 1) / Line * Line;

    public Size Take(Size size, int first, int last)
    {
        long length = WholeLines(size.Value), place = reuses ? 0 : Length;
        if (reuses)
        {
            foreach ((long start, long end, _, _) in _taken.Where(other => other.First <= last && other.Last >= first).OrderBy(other => other.Start))
            {
                if (place + length <= start) break;
                place = Math.Max(place, end);
            }
            _taken.Add((place, place + length, first, last));
        }
        Length = Math.Max(Length, place + length);
        return place;
    }
}
