namespace Fovea;

/// <summary>How an image of another size is made to fit.</summary>
public enum ImageFit
{
    /// <summary>It is stretched to the size, each direction by its own factor: torchvision's <c>Resize((height, width))</c>.</summary>
    Stretch,

    /// <summary>The largest part around its middle that has the size's proportions is resized; the rest is cut off: torchvision's <c>Resize(size)</c>, then <c>CenterCrop(size)</c>.</summary>
    Crop,

    /// <summary>It is not: another size is an error.</summary>
    None,
}
