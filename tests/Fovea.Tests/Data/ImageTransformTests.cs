namespace Fovea.Tests;

/// <summary>What each transform does to an image, against closed forms.</summary>
public sealed class ImageTransformTests
{
    private const int Draws = 400;

    // Two channels of 3×4; every value is its own place.
    private static readonly Shape Shape = Shape.Image(2, 3, 4);
    private static readonly float[] Image = [.. Enumerable.Range(0, 24).Select(i => 1 + i / 100f)];

    [Fact]
    public void HorizontalFlip_MirrorsEveryRow() =>
        Assert.Equal(Moved((c, y, x) => At(c, y, 3 - x)), Apply(new RandomHorizontalFlip(1), Image, Shape));

    [Fact]
    public void VerticalFlip_MirrorsEveryColumn() =>
        Assert.Equal(Moved((c, y, x) => At(c, 2 - y, x)), Apply(new RandomVerticalFlip(1), Image, Shape));

    [Fact]
    public void Flips_ComeAsOftenAsTheyShould()
    {
        foreach ((double probability, int low, int high) in new[] { (0.0, 0, 0), (1.0, Draws, Draws), (0.25, 70, 130) })
        {
            Assert.InRange(Many(new RandomHorizontalFlip(probability), Image, Shape).Count(result => !result.SequenceEqual(Image)), low, high);
            Assert.InRange(Many(new RandomVerticalFlip(probability), Image, Shape).Count(result => !result.SequenceEqual(Image)), low, high);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomHorizontalFlip(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomVerticalFlip(double.NaN));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(6)]
    public void Crop_IsAShiftByWholePixels_EveryOneAsLikely(int padding)
    {
        var shifts = new List<float[]>();
        for (int down = -padding; down <= padding; down++)
        {
            for (int right = -padding; right <= padding; right++)
            {
                (int d, int r) = (down, right);
                shifts.Add(Moved((c, y, x) => y - d is >= 0 and < 3 && x - r is >= 0 and < 4 ? At(c, y - d, x - r) : 9));
            }
        }
        int[] seen = new int[shifts.Count];
        foreach (float[] result in Many(new RandomCrop(padding) { Fill = 9 }, Image, Shape)) seen[shifts.FindIndex(shift => shift.SequenceEqual(result))]++;
        // Shifts out of the image all look alike, and the first of them is found for all.
        if (padding == 2) Assert.All(seen, count => Assert.InRange(count, 4, 32));
        Assert.Equal(Draws, seen.Sum());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomCrop(-1));
    }

    [Fact]
    public void AQuarterTurn_IsExact_CounterClockwise()
    {
        Shape square = Shape.Image(1, 3, 3);
        float[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        float[] result = new float[9];
        AffineMap.Inverse(90, 0, 0, 1, 0).Sample(image, result, square, 0);
        Close([3, 6, 9, 2, 5, 8, 1, 4, 7], result, 1e-6);
        AffineMap.Inverse(180, 0, 0, 1, 0).Sample(image, result, square, 0);
        Close([9, 8, 7, 6, 5, 4, 3, 2, 1], result, 1e-6);
    }

    [Fact]
    public void AShiftByWholePixels_IsExact_AndFilled()
    {
        float[] result = new float[24];
        AffineMap.Inverse(0, right: 2, down: -1, 1, 0).Sample(Image, result, Shape, fill: 9);
        Assert.Equal(Moved((c, y, x) => y + 1 < 3 && x >= 2 ? At(c, y + 1, x - 2) : 9), result);
        // Half a pixel is the mean of two.
        AffineMap.Inverse(0, right: 0.5, down: 0, 1, 0).Sample(Image, result, Shape, fill: 0);
        Close(Moved((c, y, x) => (At(c, y, x) + (x > 0 ? At(c, y, x - 1) : 0)) / 2), result, 1e-6);
    }

    // Bilinear interpolation reads a plane a·x + b·y + c exactly, so the result tells where it was read. Checked against the forward map: the place read, mapped forward, is the pixel.
    [Theory]
    [InlineData(30, 0, 0, 1, 0)]
    [InlineData(-17, 1.25, -0.75, 1.3, 12)]
    [InlineData(0, 0, 0, 0.7, 0)]
    [InlineData(0, 0, 0, 1, -25)]
    public void AnAffineMap_ReadsWhereItsInverseSays(double degrees, double right, double down, double scale, double shear)
    {
        const int side = 41, middle = 20;
        Shape shape = Shape.Image(2, side, side);
        // Channel 0 is x, channel 1 is y.
        float[] image = [.. Enumerable.Range(0, side * side).Select(i => (float)(i % side)), .. Enumerable.Range(0, side * side).Select(i => (float)(i / side))];
        float[] result = new float[image.Length];
        AffineMap.Inverse(degrees, right, down, scale, shear).Sample(image, result, shape, float.NaN);

        double turn = degrees * Math.PI / 180, lean = Math.Tan(shear * Math.PI / 180);
        int checkedPixels = 0;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                double fromX = result[y * side + x] - middle, fromY = result[(side + y) * side + x] - middle;
                if (double.IsNaN(fromX)) continue;
                // Scale, shear along the rows, turn counter-clockwise as seen (y counts downwards), shift.
                (double u, double v) = (scale * fromX + lean * scale * fromY, scale * fromY);
                (u, v) = (Math.Cos(turn) * u + Math.Sin(turn) * v + right, Math.Cos(turn) * v - Math.Sin(turn) * u + down);
                Assert.Equal(x - middle, u, 1e-4);
                Assert.Equal(y - middle, v, 1e-4);
                checkedPixels++;
            }
        }
        Assert.InRange(checkedPixels, side * side / 3, side * side);
    }

    [Fact]
    public void Rotations_AreUniformUpToTheirAngle()
    {
        // Channel 0 is x, channel 1 is y, as offsets from the middle of 9×9. One pixel right of the middle reads (cos a, sin a).
        Shape shape = Shape.Image(2, 9, 9);
        float[] image = [.. Enumerable.Range(0, 81).Select(i => i % 9 - 4f), .. Enumerable.Range(0, 81).Select(i => i / 9 - 4f)];
        double[] angles = [.. Many(new RandomRotation(30), image, shape).Select(result => Math.Atan2(result[81 + 41], result[41]) * 180 / Math.PI)];
        Assert.All(angles, angle => Assert.InRange(angle, -30.001, 30.001));
        Assert.InRange(angles.Average(), -2.6, 2.6);
        Assert.InRange(angles.Max() - angles.Min(), 57, 60.001);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(-1));
    }

    [Fact]
    public void Affine_StaysWithinWhatItWasTold()
    {
        Shape shape = Shape.Image(2, 41, 21);
        float[] image = [.. Enumerable.Range(0, 861).Select(i => i % 21 - 10f), .. Enumerable.Range(0, 861).Select(i => i / 21 - 20f)];
        int middle = 20 * 21 + 10;
        foreach (float[] result in Many(new RandomAffine { Translate = 0.1, MinScale = 0.8, MaxScale = 1.25 }, image, shape))
        {
            // The middle reads −shift / scale; one pixel to the right reads 1 / scale further.
            double scale = 1 / (result[middle + 1] - result[middle]);
            Assert.InRange(scale, 0.799, 1.251);
            Assert.InRange(result[middle] * scale, -2.101, 2.101);
            Assert.InRange(result[861 + middle] * scale, -4.101, 4.101);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { MinScale = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Shear = 90 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Translate = -0.1 });
    }

    [Fact]
    public void Brightness_IsAFactor_KeptBetween0And1()
    {
        Shape shape = Shape.Image(1, 1, 3);
        double[] factors = [.. Many(new ColorJitter(brightness: 0.5), [0, 0.5f, 0.9f], shape).Select(result =>
        {
            double factor = result[1] / 0.5;
            Assert.Equal(0, result[0]);
            Assert.Equal(Math.Min(1, 0.9 * factor), result[2], 1e-6);
            return factor;
        })];
        Assert.All(factors, factor => Assert.InRange(factor, 0.5, 1.5));
        Assert.InRange(factors.Average(), 0.95, 1.05);
        // A strength above 1 does not make darkness negative.
        Assert.All(Many(new ColorJitter(brightness: 3), [0.1f, 0.1f, 0.1f], shape), result => Assert.InRange(result[0], 0, 0.4001f));
    }

    [Fact]
    public void Contrast_KeepsTheMean_AndScalesTheDistances()
    {
        float[] image = [0.4f, 0.5f, 0.6f, 0.5f];
        foreach (float[] result in Many(new ColorJitter(contrast: 0.5), image, Shape.Image(1, 2, 2)))
        {
            double factor = (result[2] - 0.5) / 0.1;
            Assert.InRange(factor, 0.499, 1.501);
            Close([(float)(0.5 - 0.1 * factor), 0.5f, (float)(0.5 + 0.1 * factor), 0.5f], result, 1e-6);
        }
        // Colour: the mean is that of its grey, 0.2989 R + 0.587 G + 0.114 B, one for all channels.
        float[] pixel = [0.5f, 0.25f, 0.75f];
        double grey = 0.2989 * 0.5 + 0.587 * 0.25 + 0.114 * 0.75;
        foreach (float[] result in Many(new ColorJitter(contrast: 0.2), pixel, Shape.Image(3, 1, 1)))
        {
            double factor = (result[0] - grey) / (0.5 - grey);
            Close([.. pixel.Select(value => (float)(grey + factor * (value - grey)))], result, 1e-6);
        }
    }

    [Fact]
    public void Saturation_KeepsThePixelsGrey()
    {
        float[] image = [0.5f, 0.3f, 0.25f, 0.3f, 0.75f, 0.3f];
        double grey = 0.2989 * 0.5 + 0.587 * 0.25 + 0.114 * 0.75;
        foreach (float[] result in Many(new ColorJitter(saturation: 0.2), image, Shape.Image(3, 1, 2)))
        {
            Assert.Equal(grey, 0.2989 * result[0] + 0.587 * result[2] + 0.114 * result[4], 1e-4);
            double factor = (result[0] - grey) / (0.5 - grey);
            Assert.InRange(factor, 0.799, 1.201);
            Assert.Equal(grey + factor * (0.75 - grey), result[4], 1e-4);
            // Grey stays grey.
            Assert.Equal(0.3, result[1], 1e-4);
        }
    }

    [Fact]
    public void Noise_IsNormal()
    {
        Shape shape = Shape.Image(1, 99, 101);
        float[] image = new float[shape.Length];
        image.AsSpan().Fill(0.5f);
        double[] noise = [.. Apply(new GaussianNoise(0.2) { Clip = false }, image, shape).Select(value => (value - 0.5) / 0.2)];
        Assert.InRange(noise.Average(), -0.03, 0.03);
        Assert.InRange(noise.Average(x => x * x), 0.95, 1.05);
        // The normal distribution's shares within one and two deviations, and its fourth moment, 3.
        Assert.InRange(noise.Average(x => Math.Abs(x) < 1 ? 1.0 : 0), 0.6827 - 0.015, 0.6827 + 0.015);
        Assert.InRange(noise.Average(x => Math.Abs(x) < 2 ? 1.0 : 0), 0.9545 - 0.007, 0.9545 + 0.007);
        Assert.InRange(noise.Average(x => x * x * x * x), 2.7, 3.3);

        float[] clipped = Apply(new GaussianNoise(1), image, shape);
        Assert.Equal((0f, 1f), (clipped.Min(), clipped.Max()));
        Assert.Equal(noise.Select(x => (float)Math.Clamp(0.5 + x, 0, 1)), clipped, (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void Cutout_CoversASquareAroundAPixel_InEveryChannel(int size)
    {
        var squares = new List<float[]>();
        for (int centreY = 0; centreY < 3; centreY++)
        {
            for (int centreX = 0; centreX < 4; centreX++)
            {
                int top = centreY - size / 2, left = centreX - size / 2;
                squares.Add(Moved((c, y, x) => y >= top && y < top + size && x >= left && x < left + size ? -1 : At(c, y, x)));
            }
        }
        int[] seen = new int[12];
        foreach (float[] result in Many(new Cutout(size) { Fill = -1 }, Image, Shape)) seen[squares.FindIndex(square => square.SequenceEqual(result))]++;
        if (size < 3) Assert.All(seen, count => Assert.InRange(count, 15, 55));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cutout(0));
    }

    private static float At(int channel, int y, int x) => Image[(channel * 3 + y) * 4 + x];

    private static float[] Moved(Func<int, int, int, float> value) => [.. Enumerable.Range(0, 24).Select(i => value(i / 12, i / 4 % 3, i % 4))];

    private static float[] Apply(ImageTransform transform, float[] image, Shape shape, int index = 0)
    {
        float[] result = [.. image];
        var random = new ImageRandom(seed: 11, epoch: 1, index);
        transform.Apply(image, result, shape, ref random);
        return result;
    }

    private static IEnumerable<float[]> Many(ImageTransform transform, float[] image, Shape shape) => Enumerable.Range(0, Draws).Select(index => Apply(transform, image, shape, index));

    private static void Close(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
