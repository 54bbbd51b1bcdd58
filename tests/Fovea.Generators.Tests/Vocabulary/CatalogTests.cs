using Fovea.Generators.Layers;
using Fovea.Generators.Losses;

namespace Fovea.Generators.Tests;

/// <summary>What a user can write, the compiler knows.</summary>
public class CatalogTests
{
    // Uses of blocks are not layers: the graph builder unfolds them.
    public static TheoryData<string> Layers => Kinds<LayerAttribute>(type => !type.IsSubclassOf(typeof(BlockUseAttribute)));

    public static TheoryData<string> Losses => Kinds<LossAttribute>(_ => true);

    [Theory, MemberData(nameof(Layers))]
    public void EveryLayerAttributeIsInTheCatalog(string kind) => Assert.Equal(kind, LayerCatalog.Find(kind)?.Name);

    [Theory, MemberData(nameof(Losses))]
    public void EveryLossAttributeIsInTheCatalog(string kind) => Assert.Equal(kind, LossCatalog.Find(kind)?.Name);

    private static TheoryData<string> Kinds<TAttribute>(Func<Type, bool> counts) =>
        [.. typeof(TAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TAttribute)) && !type.IsAbstract && counts(type)).Select(type => type.Name[..^nameof(Attribute).Length]).Order(StringComparer.Ordinal)];
}
