namespace Fovea;

/// <summary>How a resized image gets its pixels.</summary>
public enum ResizeMode
{
    /// <summary>Each output pixel copies the input pixel at ⌊i·n/m⌋. <c>mode="nearest"</c>.</summary>
    Nearest,

    /// <summary>Each output pixel is a weighted mean of the four input pixels around it. <c>mode="bilinear"</c>.</summary>
    Bilinear,
}
