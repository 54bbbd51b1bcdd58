using System.ComponentModel;
using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Class labels of a batch. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Labels
{
    /// <summary>How many are not ignored.</summary>
    /// <param name="targets">The labels.</param>
    /// <param name="classes">How many classes there are: labels are 0 and up.</param>
    /// <param name="ignored">The label that is ignored, whether it is a class or not.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class and is not ignored.</exception>
    public static int Count(ReadOnlySpan<int> targets, int classes, int ignored)
    {
        int whole = targets.Length - targets.Length % Vector<int>.Count;
        Vector<int> unknown = default, ignoredSoFar = default;
        for (int i = 0; i < whole; i += Vector<int>.Count)
        {
            var labels = new Vector<int>(targets[i..]);
            Vector<int> isIgnored = Vector.Equals(labels, new Vector<int>(ignored));
            unknown |= Vector.AndNot(Vector.GreaterThanOrEqual(labels.As<int, uint>(), new Vector<uint>((uint)classes)).As<uint, int>(), isIgnored);
            ignoredSoFar += isIgnored;
        }
        // A mask's lanes are -1.
        int count = whole + Vector.Sum(ignoredSoFar);
        for (int i = unknown == default ? whole : 0; i < targets.Length; i++)
        {
            if (targets[i] == ignored) continue;
            if ((uint)targets[i] >= classes) throw new ArgumentOutOfRangeException(nameof(targets), $"Expected labels from 0 to {classes - 1}, found {targets[i]} at index {i}.");
            count++;
        }
        return count;
    }
}
