using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>Which steps of one image are cut into parts that threads share, and into how many. That is known here: no result depends on the threads.</summary>
internal static class Division
{
    // In floating-point operations. To share a step costs about half a microsecond, and to take a part a tenth of that.
    private const long LeastWork = 300_000, LeastPart = 75_000;

    // Of all divided steps, in multiply-adds, and for each number that steps write: it may have to come from another thread's cache, and its place to go there. Below, one thread is faster.
    private const long LeastTogether = 4_000_000, LeastForNumber = 96;

    // What moving a number costs, where nothing else is done with it.
    private const int Move = 16;

    // As many as a team's steps have bits for.
    private const int MostParts = 32;

    public static EquatableArray<PlannedNode> Divide(EquatableArray<PlannedNode> steps, Sharing? wanted)
    {
        if (wanted == Sharing.Never) return steps;
        bool always = wanted == Sharing.Always;
        PlannedNode[] divided = [.. steps.Select(step => step with { Parts = Parts(step, always) })];
        long together = divided.Where(step => step.Parts > 1).Sum(step => step.Node.MultiplyAdds), numbers = divided.Where(step => !step.IsFused).Sum(step => step.Target.Output.Length.Value);
        return always || together >= Math.Max(LeastTogether, numbers * LeastForNumber) ? divided.ToEquatableArray() : steps;
    }

    private static int Parts(PlannedNode step, bool always)
    {
        Node node = step.Node;
        if (step.IsFused || Analysis.IsView(node, Layout.Blocked) || node.Layer.Has(LayerTraits.TrainingOnly)) return 1;
        long work =
            IsDivisible(step) ? node.MultiplyAdds * 2
            : IsDivisibleByPlanes(step) ? (node.Input.Length + node.Output.Length).Value * Move
            : 0;
        return work == 0 || (work < LeastWork && !always) ? 1 : (int)Math.Max(2, Math.Min(MostParts, work / LeastPart));
    }

    private static bool IsDivisible(PlannedNode step) => !step.IsBridged && step.Node.Layer is IDivisible;

    // What works plane by plane, with nothing of its own.
    private static bool IsDivisibleByPlanes(PlannedNode step)
    {
        Node node = step.Node;
        int planes = BlockedPlaces.Planes(node.Output);
        return node.Layer.IsPlanewise(node) && node.Layer is not IBlockedLayer && node.Tensors.Count == 0 && !step.KeepsSaved
            && !node.Inputs.Select((_, i) => node.Layer.ReadsSaved(i)).Any(reads => reads)
            && planes > 1 && node.InputShapes.All(shape => BlockedPlaces.Planes(shape) == planes)
            && node.Layer.Scratch(BlockedPlaces.InPlanes(node), training: false).Is(0);
    }
}
