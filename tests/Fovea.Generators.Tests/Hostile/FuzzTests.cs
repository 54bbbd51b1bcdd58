using System.Globalization;
using CsCheck;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

public class FuzzTests
{
    // Each run draws others; FOVEA_FUZZ=20 draws twenty times as many.
    private static readonly int Effort = int.Parse(Environment.GetEnvironmentVariable("FOVEA_FUZZ") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Whatever is typed: no exception from the generator (the harness looks), the analyzer or a fix.</summary>
    [Fact]
    public void HalfWrittenCode_CrashesNothing() => Gens.Hostile.Sample(source => Survive(source), iter: 150 * Effort);

    /// <summary>What C# and we find no fault with compiles, to the last warning.</summary>
    [Fact]
    public void WhateverHasNoErrors_Compiles() => Gens.Declaration.Where(source => !source.Contains("MaxValue")).Sample(source =>
    {
        NetworkRun run = NetworkRun.Of(source);
        if (run.Errors.Any()) return;
        run.AssertCompiles();
    }, iter: 40 * Effort);

    internal static NetworkRun Survive(string source)
    {
        NetworkRun run = NetworkRun.Of(source);
        Assert.DoesNotContain(run.FromAnalyzer, diagnostic => diagnostic.Id == "AD0001");
        Fixes.ApplyAll(source, run.FromAnalyzer).GetAwaiter().GetResult();
        return run;
    }
}
