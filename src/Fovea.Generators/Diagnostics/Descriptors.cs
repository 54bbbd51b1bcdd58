using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Diagnostics;

/// <summary>Every diagnostic. FOV0: the declaration. FOV1: shapes. FOV2: what compiles but is probably not meant. FOV3: information.</summary>
internal static class Descriptors
{
    private const string HelpRoot = "https://github.com/fovea-net/fovea/blob/main/docs/rules/";

    public static readonly DiagnosticDescriptor NotPartial = Error("FOV0001", "A network must be partial", "Declaration");
    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = Error("FOV0002", "The types around a network must be partial", "Declaration");
    public static readonly DiagnosticDescriptor UnsupportedType = Error("FOV0003", "A network must be an ordinary class", "Declaration");
    public static readonly DiagnosticDescriptor LayersInTwoParts = Error("FOV0004", "A network's layers must stand in one part of the class", "Declaration");
    public static readonly DiagnosticDescriptor NoLayers = Error("FOV0005", "A network needs layers", "Declaration");
    public static readonly DiagnosticDescriptor NoNetwork = Error("FOV0006", "Layers need a network", "Declaration");
    public static readonly DiagnosticDescriptor DuplicateName = Error("FOV0007", "Two layers have one name", "Declaration");
    public static readonly DiagnosticDescriptor ArgumentOutOfRange = Error("FOV0008", "An argument is out of range", "Declaration");
    public static readonly DiagnosticDescriptor ReservedConstant = Error("FOV0009", "A reserved constant is out of place", "Declaration");
    public static readonly DiagnosticDescriptor LossNotLast = Error("FOV0010", "A loss stands last, and alone", "Declaration");

    public static readonly DiagnosticDescriptor UnknownName = Error("FOV0011", "A name is unknown, or comes later", "Declaration");
    public static readonly DiagnosticDescriptor NotABlock = Error("FOV0012", "What is used is neither a block nor a network", "Declaration");
    public static readonly DiagnosticDescriptor RecursiveBlock = Error("FOV0013", "A block uses itself", "Declaration");
    public static readonly DiagnosticDescriptor OtherVersion = Error("FOV0014", "A compiled declaration is missing or of another version", "Declaration");

    public static readonly DiagnosticDescriptor KernelTooLarge = Error("FOV1001", "A kernel is larger than its input", "Shapes");
    public static readonly DiagnosticDescriptor NeedsVector = Error("FOV1002", "A fully-connected layer needs a vector", "Shapes");
    public static readonly DiagnosticDescriptor NeedsImage = Error("FOV1003", "A two-dimensional layer needs an image", "Shapes");
    public static readonly DiagnosticDescriptor NeedsFixedSize = Error("FOV1004", "A fully-connected layer needs a fixed size", "Shapes");
    public static readonly DiagnosticDescriptor GroupsDoNotDivide = Error("FOV1005", "Groups must divide the channels", "Shapes");
    public static readonly DiagnosticDescriptor SamePaddingWithStride = Error("FOV1006", "Pad.Same needs stride 1", "Shapes");
    public static readonly DiagnosticDescriptor ExpectationFails = Error("FOV1007", "A shape is not the expected one", "Shapes");
    public static readonly DiagnosticDescriptor LossDoesNotFit = Error("FOV1008", "A loss does not fit the output", "Shapes");
    public static readonly DiagnosticDescriptor TooLarge = Error("FOV1009", "A network is too large", "Shapes");
    public static readonly DiagnosticDescriptor PaddingTooLarge = Error("FOV1010", "Padding is over half a pooling kernel", "Shapes");
    public static readonly DiagnosticDescriptor EmptyOutput = Error("FOV1011", "An output is empty", "Shapes");
    public static readonly DiagnosticDescriptor OutputPaddingTooLarge = Error("FOV1012", "Output padding is not below the stride or dilation", "Shapes");
    public static readonly DiagnosticDescriptor MirroredBorderTooLarge = Error("FOV1013", "A mirrored border is not smaller than its image", "Shapes");
    public static readonly DiagnosticDescriptor FactorDoesNotDivide = Error("FOV1014", "A factor does not divide the channels or the size", "Shapes");
    public static readonly DiagnosticDescriptor UnflattenDoesNotFit = Error("FOV1015", "A vector does not fill its image", "Shapes");
    public static readonly DiagnosticDescriptor FilterNotSquare = Error("FOV1016", "A filter's weights do not form a square", "Shapes");
    public static readonly DiagnosticDescriptor NothingToUnpool = Error("FOV1017", "What is to be undone is not a max pooling of this shape", "Shapes");

    public static readonly DiagnosticDescriptor ShapesDoNotJoin = Error("FOV1030", "Shapes do not join", "Shapes");

    public static readonly DiagnosticDescriptor ConstantsDoNotMatch = Error("FOV1020", "A layer has neither one number nor one for each channel", "Shapes");
    public static readonly DiagnosticDescriptor NeedsPixels = Error("FOV1021", "A normalisation of channels needs more than one pixel", "Shapes");
    public static readonly DiagnosticDescriptor WeightsNeedFixedSize = Error("FOV1022", "Weights for each number need a fixed size", "Shapes");

    public static readonly DiagnosticDescriptor UnreadBorder = Warning("FOV2001", "A stride never reads the last rows or columns");
    public static readonly DiagnosticDescriptor SoftmaxBeforeCrossEntropy = Warning("FOV2002", "Softmax before CrossEntropyLoss");
    public static readonly DiagnosticDescriptor NothingNonlinearBetween = Warning("FOV2003", "Nothing nonlinear between two weighted layers");
    public static readonly DiagnosticDescriptor ActivationTwice = Warning("FOV2004", "An activation twice");
    public static readonly DiagnosticDescriptor UnusedName = Warning("FOV2005", "A name that nothing reads");
    public static readonly DiagnosticDescriptor SmallReceptiveField = Warning("FOV2006", "The classifier does not see the whole image");
    public static readonly DiagnosticDescriptor DeepPlainStack = Warning("FOV2007", "Many weighted layers without a skip connection or normalisation");
    public static readonly DiagnosticDescriptor DropoutLast = Warning("FOV2008", "Dropout after the last layer");

    public static readonly DiagnosticDescriptor BiasBeforeNormalization = Warning("FOV2009", "A bias before BatchNorm");

    public static readonly DiagnosticDescriptor ArgumentWithoutEffect = Warning("FOV2011", "An argument has no effect");
    public static readonly DiagnosticDescriptor SigmoidBeforeLogits = Warning("FOV2015", "Sigmoid before BCEWithLogitsLoss");
    public static readonly DiagnosticDescriptor LogitsIntoProbabilities = Warning("FOV2016", "BCELoss of numbers that are no probabilities");
    public static readonly DiagnosticDescriptor NotLogProbabilities = Warning("FOV2017", "NLLLoss of numbers that are no log-probabilities");
    public static readonly DiagnosticDescriptor NormOfSingleNumber = Warning("FOV2018", "A normalisation of single numbers");

    public static readonly DiagnosticDescriptor LayerShape = new(
        "FOV3001", "What a layer computes", "{0}", "Information", DiagnosticSeverity.Info, isEnabledByDefault: true,
        helpLinkUri: HelpRoot + "FOV3001.md");

    /// <summary>All of them, by id.</summary>
    public static readonly IReadOnlyDictionary<string, DiagnosticDescriptor> All = typeof(Descriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
        .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
        .ToDictionary(descriptor => descriptor.Id);

    private static DiagnosticDescriptor Error(string id, string title, string category) => new(
        id, title, "{0}", category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: HelpRoot + id + ".md", customTags: [WellKnownDiagnosticTags.NotConfigurable]);

    private static DiagnosticDescriptor Warning(string id, string title) => new(
        id, title, "{0}", "Usage", DiagnosticSeverity.Warning, isEnabledByDefault: true,
        helpLinkUri: HelpRoot + id + ".md");
}
