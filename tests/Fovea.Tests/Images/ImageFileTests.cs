using System.Text;

namespace Fovea.Tests;

public sealed class ImageFileTests : IDisposable
{
    // A 2×2 PNG of red, green over blue, white, written with Python's zlib and struct: nothing of the code under test made these bytes.
    private const string Colour = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR42mP4z8DAAMIM/4EAAB/uBfvxq7p3AAAAAElFTkSuQmCC";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APng_IsReadAsPlanes()
    {
        string path = _folder.Write("colour.png", Convert.FromBase64String(Colour));
        Assert.Equal(Shape.Image(3, 2, 2), ImageFile.ShapeOf(path));
        Assert.Equal([1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1], ImageFile.Load(path, Shape.Image(3, 2, 2)));
        // stb's luma: (77 R + 150 G + 29 B) / 256.
        Assert.Equal([76 / 255f, 149 / 255f, 28 / 255f, 1], ImageFile.Load(path, Shape.Image(1, 2, 2)));
        Assert.Equal([1, 1, 1, 1], ImageFile.Load(path, Shape.Image(4, 2, 2))[12..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void WhatIsSaved_ComesBack_ToTheByte(int channels)
    {
        Shape shape = Shape.Image(channels, 5, 7);
        var random = new Random(channels);
        float[] image = [.. Enumerable.Range(0, shape.Length).Select(_ => random.Next(256) / 255f)];
        ImageFile.SavePng(_folder["saved.png"], image, shape);
        Assert.Equal(image, ImageFile.Load(_folder["saved.png"], shape, ImageFit.None));
        Assert.Equal(["saved.png"], _folder.Files);
    }

    [Fact]
    public void Saving_KeepsValuesBetween0And1_AndRefusesNaN()
    {
        ImageFile.SavePng(_folder["x.png"], [-1, 2, 0.5f, float.PositiveInfinity], Shape.Image(1, 2, 2));
        Assert.Equal([0, 1, 128 / 255f, 1], ImageFile.Load(_folder["x.png"], Shape.Image(1, 2, 2)));
        Assert.Throws<ArgumentException>(() => ImageFile.SavePng(_folder["y.png"], [float.NaN], Shape.Image(1, 1, 1)));
        Assert.Throws<ArgumentException>(() => ImageFile.SavePng(_folder["y.png"], [0, 0], Shape.Image(1, 1, 1)));
        Assert.Contains("2×1×1 is not", Assert.Throws<ArgumentException>(() => ImageFile.SavePng(_folder["y.png"], [0, 0], Shape.Image(2, 1, 1))).Message);
        Assert.Equal(["x.png"], _folder.Files);
    }

    [Fact]
    public void AJpeg_IsReadToItsPrecision()
    {
        string path = _folder.Write("grey.jpg", Jpeg(16, 24, (x, y) => (byte)(8 * x + 4 * y)));
        Assert.Equal(Shape.Image(3, 16, 24), ImageFile.ShapeOf(path));
        float[] image = ImageFile.Load(path, Shape.Image(1, 16, 24));
        for (int i = 0; i < image.Length; i++) Assert.Equal((8 * (i % 24) + 4 * (i / 24)) / 255.0, image[i], 0.02);
    }

    [Fact]
    public void AnotherSize_IsRefused_WhereNothingIsToBeResized()
    {
        string path = _folder.Write("colour.png", Convert.FromBase64String(Colour));
        Assert.Equal($"'{path}': is 2×2, and 4×3 is expected. Choose a fit to have it resized.", Assert.Throws<InvalidDataException>(() => ImageFile.Load(path, Shape.Image(3, 4, 3), ImageFit.None)).Message);
        Assert.Throws<ArgumentException>(() => ImageFile.Load(path, Shape.Image(3, 2, 2), new float[11]));
    }

    // Pillow's BILINEAR: a triangle as wide as the shrinking, over pixel middles. Halving 0, 40, 80, 120: the first has the distances ½, ½, 1½ of 2, so (¾·0 + ¾·40 + ¼·80) / 1¾.
    [Fact]
    public void Shrinking_AveragesEveryPixelThatFallsAway()
    {
        string path = Grey("row.png", 1, 4, 0, 40, 80, 120);
        Assert.Equal([(byte)Math.Round(50 / 1.75) / 255f, (byte)Math.Round(160 / 1.75) / 255f], ImageFile.Load(path, Shape.Image(1, 1, 2)));
    }

    [Fact]
    public void Enlarging_IsBilinear()
    {
        // Doubling 0, 100: at −¼, ¼, ¾, 1¼ of the way between the middles, kept inside.
        string path = Grey("row.png", 1, 2, 0, 100);
        Assert.Equal([0, 25 / 255f, 75 / 255f, 100 / 255f], ImageFile.Load(path, Shape.Image(1, 1, 4)));
        string column = Grey("column.png", 2, 1, 0, 100);
        Assert.Equal([0, 25 / 255f, 75 / 255f, 100 / 255f], ImageFile.Load(column, Shape.Image(1, 4, 1)));
    }

    [Fact]
    public void Resizing_IsWhatTheDirectFormulaSays()
    {
        var random = new Random(9);
        byte[] bytes = new byte[13 * 17];
        random.NextBytes(bytes);
        string path = Grey("noise.png", 13, 17, bytes);
        foreach ((int height, int width) in new[] { (5, 4), (13, 40), (26, 3), (1, 1), (13, 17) })
        {
            float[] image = ImageFile.Load(path, Shape.Image(1, height, width));
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    // Both triangles at once, over all pixels.
                    double sum = 0, weights = 0;
                    for (int i = 0; i < bytes.Length; i++)
                    {
                        double weight = Triangle(i / 17, y, 13, height) * Triangle(i % 17, x, 17, width);
                        sum += weight * bytes[i];
                        weights += weight;
                    }
                    Assert.Equal(sum / weights / 255, image[y * width + x], 0.51 / 255);
                }
            }
        }

        static double Triangle(int pixel, int target, int from, int to)
        {
            double scale = (double)from / to;
            return Math.Max(0, 1 - Math.Abs(pixel + 0.5 - (target + 0.5) * scale) / Math.Max(1, scale));
        }
    }

    [Fact]
    public void Cropping_TakesTheMiddle()
    {
        // 2×6 to 2×2: columns 2 and 3. 1×6 to 1×2: the middle two. 6×2 to 1×1: the mean of the middle 2×2, with the triangle's neighbours.
        Assert.Equal([3 / 255f, 4 / 255f, 13 / 255f, 14 / 255f], ImageFile.Load(Grey("a.png", 2, 6, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16), Shape.Image(1, 2, 2), ImageFit.Crop));
        Assert.Equal([3 / 255f, 13 / 255f, 4 / 255f, 14 / 255f], ImageFile.Load(Grey("b.png", 6, 2, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16), Shape.Image(1, 2, 2), ImageFit.Crop));
    }

    [Fact]
    public void BrokenFiles_AreNamed()
    {
        byte[] png = File.ReadAllBytes(Grey("whole.png", 8, 8, new byte[64]));
        byte[] flipped = [.. png];
        flipped[png.Length - 20] ^= 1;
        foreach ((byte[] bytes, string problem) in new (byte[], string)[]
        {
            ([], "it is empty"), (Encoding.UTF8.GetBytes("no image"), "it begins like neither"), (png[..^4], "it ends before the image does"), (flipped, "a checksum is wrong"),
            (Jpeg(16, 16, (x, y) => (byte)(x * y))[..200], "it ends before the image does"),
        })
        {
            string path = _folder.Write("broken.png", bytes);
            string message = Assert.Throws<InvalidDataException>(() => ImageFile.Load(path, Shape.Image(1, 8, 8))).Message;
            Assert.StartsWith($"'{path}': is no PNG or JPEG image, or damaged: ", message);
            Assert.Contains(problem, message);
        }
        Assert.Throws<FileNotFoundException>(() => ImageFile.Load(_folder["none.png"], Shape.Image(1, 8, 8)));
    }

    [Fact]
    public void CutFiles_AreRefused_AtEveryLength()
    {
        foreach (byte[] whole in new[] { Jpeg(16, 16, (x, y) => (byte)(x * y)), File.ReadAllBytes(Grey("whole.png", 8, 8, [.. Enumerable.Range(0, 64).Select(i => (byte)(i * i))])) })
        {
            for (int length = 0; length < whole.Length; length++)
            {
                string path = _folder.Write("cut", whole[..length]);
                Assert.Throws<InvalidDataException>(() => ImageFile.Load(path, Shape.Image(3, 8, 8)));
            }
            Assert.Equal(192, ImageFile.Load(_folder.Write("cut", whole), Shape.Image(3, 8, 8)).Length);
        }
    }

    // A damaged JPEG has no checksum: it may decode to something, but it neither loops nor fails in another way.
    [Fact]
    public void DamagedJpegs_EndOneWayOrTheOther()
    {
        byte[] whole = Jpeg(24, 24, (x, y) => (byte)(x * y * 7));
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = 0; k <= i % 4; k++) damaged[random.Next(2, whole.Length)] = (byte)random.Next(256);
            string path = _folder.Write("damaged.jpg", damaged);
            try
            {
                Assert.Equal(64, ImageFile.Load(path, Shape.Image(1, 8, 8)).Length);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 2900);
    }

    internal static byte[] Jpeg(int height, int width, Func<int, int, byte> grey)
    {
        byte[] pixels = [.. Enumerable.Range(0, height * width).SelectMany(i => Enumerable.Repeat(grey(i % width, i / width), 3))];
        var stream = new MemoryStream();
        new StbImageWriteSharp.ImageWriter().WriteJpg(pixels, width, height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream, 95);
        return stream.ToArray();
    }

    private string Grey(string name, int height, int width, params byte[] pixels)
    {
        ImageFile.SavePng(_folder[name], [.. pixels.Select(pixel => pixel / 255f)], Shape.Image(1, height, width));
        return _folder[name];
    }
}
