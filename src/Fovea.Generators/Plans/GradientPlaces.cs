using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// Where gradients of values lie: a gradient's memory is used again as soon as its last reader is done, so that few of them are in the caches.
/// Those that are written and read in one segment alone may lie in the thread's own memory.
/// </summary>
internal static class GradientPlaces
{
    /// <summary>Takes room for the gradients of all values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="steps">The training pass.</param>
    /// <param name="roots">Values that share memory.</param>
    /// <param name="length">Floats of a value, by its index.</param>
    /// <param name="own">The thread's own memory, or null.</param>
    /// <param name="hasTurns">Whether images go through a segment one after the other, so that memory of the thread's own will do.</param>
    /// <param name="moved">Values whose gradients are looked for in the arena.</param>
    public static (Size[] Places, bool[] Own, long Length) Of(NetworkGraph graph, EquatableArray<PlannedNode> steps, int[] roots, Func<int, Size> length, Memory? own = null, Func<int, bool>? hasTurns = null, ISet<int>? moved = null)
    {
        int[] owners = [.. roots];
        var first = new int?[roots.Length];
        var last = new int[roots.Length];
        var written = new bool[roots.Length];
        var segments = new (int First, int Last)[roots.Length];
        int now = 0, time = 0;
        Write(graph.OutputIndex);
        for (int segment = steps.Select(step => step.Segment + 1).DefaultIfEmpty(0).Max(); segment >= 0; segment--)
        {
            now = segment;
            foreach (PlannedNode step in steps.Reverse())
            {
                time++;
                if (step.Segment == segment || (step.Segment + 1 == segment && step.Batch is not null)) Touch(step.Node.Index);
                if (step.Segment != segment) continue;
                for (int i = 0; i < step.Node.Inputs.Count; i++)
                {
                    if (!step.Node.Layer.Differentiates(i)) continue;
                    if (i == 0 && IsInPlace(step) && (own is null || step.Batch is null)) owners[roots[step.Node.Inputs[0] + 1]] = Owner(step.Node.Index);
                    Write(step.Node.Inputs[i]);
                }
            }
        }
        time++;
        Touch(-1);

        var memory = new Memory(reuses: true);
        var places = new Size[roots.Length];
        var isOwn = new bool[roots.Length];
        // What nobody writes holds the zeros of a new arena.
        foreach (int owner in Enumerable.Range(0, roots.Length).Where(value => first[value] is not null).OrderBy(value => first[value]))
        {
            isOwn[owner] = own is not null && written[owner] && segments[owner].First == segments[owner].Last && hasTurns!(segments[owner].First) && !moved!.Any(value => Owner(value) == owner);
            places[owner] = (isOwn[owner] ? own! : memory).Take(length(owner), written[owner] ? first[owner]!.Value : 0, written[owner] ? last[owner] : time);
        }
        for (int value = 0; value < roots.Length; value++) (places[value], isOwn[value]) = (places[owners[roots[value]]], isOwn[owners[roots[value]]]);
        return (places, isOwn, memory.Length);

        int Owner(int value) => owners[roots[value + 1]];

        void Touch(int value)
        {
            int owner = Owner(value);
            if (first[owner] is null) (first[owner], segments[owner].First) = (time, now);
            (last[owner], segments[owner].Last) = (time, now);
        }

        void Write(int value)
        {
            Touch(value);
            written[Owner(value)] = true;
        }
    }

    // The first to write its input's gradient, number by number, when its output's has no other reader left.
    private static bool IsInPlace(PlannedNode step) => step.Node.Layer.Has(LayerTraits.Numberwise) && !step.IsFused && !step.Accumulates[0];
}
