using Fovea.Generators.Benchmarks;

// The generator and the analyzer themselves, on the networks that Fovea.Benchmarks runs: all, or those named.
IReadOnlyList<Declaration> networks = Declaration.All;
foreach (string name in args)
{
    if (networks.Any(network => network.Name == name)) continue;
    Console.Error.WriteLine($"There is no network '{name}'. There are {string.Join(", ", networks.Select(network => network.Name))}.");
    return 2;
}
Console.WriteLine("""
    Milliseconds, as median (fastest) of many runs in a warm process; cold and compilation once.
    generation: the driver after an edit of the network. and parsing: with Roslyn's parsing of what was generated, which it does when someone looks.
    analysis: of a compilation that has changed. nothing: the same with an analyzer that only asks for attributes. unrelated: the driver after an edit of another file.
    compilation: of all to an assembly, first in this process for this network.
    """);
Console.WriteLine();
Console.WriteLine(Measurement.Header);
foreach (Declaration network in networks)
{
    if (args.Length == 0 || args.Contains(network.Name)) Console.WriteLine(Measurement.Of(network));
}
return 0;
