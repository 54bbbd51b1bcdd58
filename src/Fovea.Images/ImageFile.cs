using StbImageWriteSharp;

namespace Fovea;

/// <summary>
/// Single images: PNG and JPEG files as floats between 0 and 1, channels × height × width, and back as PNG. One channel is grey, three are red, green and blue, four
/// have opacity too. Rotation marks of cameras (EXIF) are not followed; sixteen-bit images are read as eight-bit ones.
/// </summary>
public static class ImageFile
{
    /// <summary>Reads an image into an array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">The shape to read it as: 1, 3 or 4 channels, any height and width.</param>
    /// <param name="fit">What to do where its size is another.</param>
    /// <returns>Its pixels, byte / 255, channels × height × width.</returns>
    /// <exception cref="InvalidDataException">The file is no such image, damaged, or of another size; the message names it.</exception>
    public static float[] Load(string path, Shape shape, ImageFit fit = ImageFit.Stretch)
    {
        float[] image = new float[Pixels.Check(shape).Length];
        Load(path, shape, image, fit);
        return image;
    }

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">The shape to read it as: 1, 3 or 4 channels, any height and width.</param>
    /// <param name="image">Receives its pixels, byte / 255, channels × height × width.</param>
    /// <param name="fit">What to do where its size is another.</param>
    /// <exception cref="ArgumentException"><paramref name="image"/> is not as long as the shape.</exception>
    /// <exception cref="InvalidDataException">The file is no such image, damaged, or of another size; the message names it.</exception>
    public static void Load(string path, Shape shape, Span<float> image, ImageFit fit = ImageFit.Stretch)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Pixels.Check(shape).Length != image.Length) throw new ArgumentException($"An image of {shape} has {shape.Length} numbers, but there is room for {image.Length}.", nameof(image));
        byte[] bytes = Pixels.Load(path, shape, fit);
        for (int i = 0; i < bytes.Length; i++) image[i] = bytes[i] / 255f;
    }

    /// <summary>The shape of an image as its file says it, without reading its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no PNG or JPEG image.</exception>
    public static Shape ShapeOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Pixels.ShapeOf(path);
    }

    /// <summary>Writes an image as PNG. Values are kept between 0 and 1. Written to a temporary file, then moved: a crash leaves the old file.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="image">Its pixels, channels × height × width.</param>
    /// <param name="shape">Its shape: 1 channel is grey, 3 are red, green and blue, 4 have opacity too.</param>
    /// <exception cref="ArgumentException">The numbers are not one image of the shape, or one is NaN.</exception>
    public static void SavePng(string path, ReadOnlySpan<float> image, Shape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Pixels.Check(shape).Length != image.Length) throw new ArgumentException($"An image of {shape} has {shape.Length} numbers, and these are {image.Length}.", nameof(image));
        foreach (float value in image)
        {
            if (float.IsNaN(value)) throw new ArgumentException("A pixel is NaN.", nameof(image));
        }
        byte[] bytes = new byte[image.Length];
        int plane = shape.Height * shape.Width;
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Round(Math.Clamp(image[i % shape.Channels * plane + i / shape.Channels], 0, 1) * 255);
        ColorComponents components = shape.Channels switch { 1 => ColorComponents.Grey, 3 => ColorComponents.RedGreenBlue, _ => ColorComponents.RedGreenBlueAlpha };
        AtomicFile.Write(path, stream => new ImageWriter().WritePng(bytes, shape.Width, shape.Height, components, stream));
    }
}
