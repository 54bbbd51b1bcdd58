using Fovea.Reports;
using StbImageSharp;

namespace Fovea.Tests;

/// <summary>The pictures of reports, read back by a decoder of others.</summary>
public sealed class BitmapTests
{
    [Fact]
    public void ColourImages_AreShownAsTheyWere()
    {
        // 1×3 pixels: red, half green, blue; normalised.
        float[] image = [1, 0, 0, 0, 0.5f, 0, 0, 0, 1];
        var normalization = new Normalization([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.4f]);
        Shape shape = Shape.Image(3, 1, 3);
        normalization.Apply(image, shape);
        Assert.Equal([255, 0, 0, 0, 128, 0, 0, 0, 255], Read(Bitmap.OfImage(image, shape, normalization)).Data);
    }

    [Fact]
    public void WithoutANormalization_ImagesGoFromTheirDarkestToTheirBrightest()
    {
        ImageResult picture = Read(Bitmap.OfImage([-1, 0, 1, 3], Shape.Image(1, 2, 2), null));
        Assert.Equal((2, 2), (picture.Height, picture.Width));
        Assert.Equal([0, 64, 128, 255], Enumerable.Range(0, 4).Select(i => (int)picture.Data[3 * i]));
        Assert.All(Read(Bitmap.OfImage([7, 7], Shape.Image(1, 1, 2), null)).Data, value => Assert.Equal(0, value));
    }

    [Fact]
    public void LargeImages_AreShrunk_ByAveraging()
    {
        Shape shape = Shape.Image(1, 200, 300);
        float[] image = [.. Enumerable.Range(0, 60_000).Select(i => i % 300 < 150 ? 0f : 1f)];
        ImageResult picture = Read(Bitmap.OfImage(image, shape, null));
        Assert.Equal((66, 100), (picture.Height, picture.Width));
        Assert.Equal((0, 255), (picture.Data[0], picture.Data[^1]));
    }

    [Fact]
    public void Filters_AreWhiteAtZero_RedAbove_BlueBelow()
    {
        byte[] pixels = Read(Bitmap.OfFilter([0, 2, -2, 1], 2, 2)).Data;
        Assert.Equal([255, 255, 255], pixels[..3]);
        Assert.True(pixels[3] > 150 && pixels[5] < 60, "positive is red");
        Assert.True(pixels[8] > 150 && pixels[6] < 60, "negative is blue");
        // Half as strong is half way to white.
        for (int c = 0; c < 3; c++) Assert.Equal((255 + pixels[3 + c]) / 2.0, pixels[9 + c], 1.0);
        Assert.All(Read(Bitmap.OfFilter([0, 0, 0, 0], 2, 2)).Data, value => Assert.Equal(255, value));
    }

    [Fact]
    public void ColourFilters_AreGreyAtZero()
    {
        byte[] pixels = Read(Bitmap.OfColourFilter([0, 1, 0, -1, 0, 0], 1, 2)).Data;
        Assert.Equal([128, 128, 128, 255, 0, 128], pixels);
    }

    private static ImageResult Read(string uri) => ImageResult.FromMemory(Convert.FromBase64String(uri["data:image/bmp;base64,".Length..]), ColorComponents.RedGreenBlue);
}
