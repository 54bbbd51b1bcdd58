using StbImageSharp;

namespace Fovea;

/// <summary>Decoded images as bytes, channels × height × width, at the size that is wanted.</summary>
internal static class Pixels
{
    public static Shape Check(Shape shape) => shape is { IsVector: false, Channels: 1 or 3 or 4, Height: >= 1, Width: >= 1 }
        ? shape
        : throw new ArgumentException($"An image is grey (1 channel), colour (3) or colour with opacity (4), and at least 1×1; {shape} is not.", nameof(shape));

    public static byte[] Load(string path, Shape shape, ImageFit fit)
    {
        ColorComponents components = shape.Channels switch { 1 => ColorComponents.Grey, 3 => ColorComponents.RedGreenBlue, _ => ColorComponents.RedGreenBlueAlpha };
        ImageResult decoded = Decode(path, file => ImageResult.FromStream(file, components));
        byte[] planes = ToPlanes(decoded.Data, shape.Channels);
        if (decoded.Height == shape.Height && decoded.Width == shape.Width) return planes;
        if (fit == ImageFit.None)
            throw new InvalidDataException($"'{path}': is {decoded.Height}×{decoded.Width}, and {shape.Height}×{shape.Width} is expected. Choose a fit to have it resized.");
        return Resampling.Resize(planes, Shape.Image(shape.Channels, decoded.Height, decoded.Width), shape, crop: fit == ImageFit.Crop);
    }

    public static Shape ShapeOf(string path) => Decode(path, file =>
    {
        ImageInfo info = ImageInfo.FromStream(file) ?? throw new InvalidOperationException("unknown image type");
        return Shape.Image(info.ColorComponents is ColorComponents.Grey or ColorComponents.GreyAlpha ? 1 : 3, info.Height, info.Width);
    });

    private static TResult Decode<TResult>(string path, Func<Stream, TResult> decode)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            Integrity.Check(bytes);
            return decode(new WholeStream(bytes));
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            // The decoder is a translation from C, and a damaged file can make it fail in its own ways.
            throw new InvalidDataException($"'{path}': is no PNG or JPEG image, or damaged: {exception.Message}", exception);
        }
    }

    private static byte[] ToPlanes(byte[] interleaved, int channels)
    {
        if (channels == 1) return interleaved;
        byte[] planes = new byte[interleaved.Length];
        int plane = planes.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < plane; i++) planes[c * plane + i] = interleaved[i * channels + c];
        }
        return planes;
    }

    // The decoder takes the end of a file for zeros, without end: here, reading on is an error, and damaged files neither pass nor loop.
    private sealed class WholeStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override int ReadByte() => base.ReadByte() is >= 0 and int value ? value : throw new InvalidDataException("it ends before the image does.");

        public override int Read(Span<byte> buffer) => Whole(base.Read(buffer), buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => Whole(base.Read(buffer, offset, count), count);

        private static int Whole(int read, int wanted) => read > 0 || wanted == 0 ? read : throw new InvalidDataException("it ends before the image does.");
    }
}
