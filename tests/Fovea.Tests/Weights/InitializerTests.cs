namespace Fovea.Tests;

public sealed class InitializerTests
{
    [Fact]
    public void Generator_IsTheReferenceXoshiro()
    {
        // Stream 0: four words of SplitMix64 seed xoshiro256**. Its state is computed here a second time, from the published algorithms.
        ulong state = 42, mixed = Mix(ref state);
        state = mixed;
        ulong[] s = [Mix(ref state), Mix(ref state), Mix(ref state), Mix(ref state)];
        var random = new Xoshiro256(42);
        for (int i = 0; i < 1000; i++)
        {
            ulong x = s[1] * 5, expected = (x << 7 | x >> 57) * 9, t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = s[3] << 45 | s[3] >> 19;
            Assert.Equal(expected, random.Next());
        }

        static ulong Mix(ref ulong state)
        {
            ulong z = unchecked(state += 0x9e3779b97f4a7c15);
            z = unchecked((z ^ z >> 30) * 0xbf58476d1ce4e5b9);
            z = unchecked((z ^ z >> 27) * 0x94d049bb133111eb);
            return z ^ z >> 31;
        }
    }

    [Fact]
    public void Uniform_StaysWithinItsBound_AndFillsIt()
    {
        float[] values = new float[200_000];
        new Initializer(1).Uniform(values, 0.25);
        Assert.InRange(values.Min(), -0.25f, -0.2499f);
        Assert.InRange(values.Max(), 0.2499f, 0.25f);
        Assert.InRange(values.Average(), -0.001f, 0.001f); // 3 standard errors: 0.25 / √3 / √200000 = 0.0003
        Assert.InRange(values.Average(value => value * value), 0.0206f, 0.0211f); // 0.25² / 3 = 0.02083
    }

    [Fact]
    public void SameSeed_SameBits_OtherSeed_OtherBits()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.NotEqual(Draw(7), Draw(-7));

        static float[] Draw(int seed)
        {
            float[] values = new float[10];
            new Initializer(seed).Uniform(values, 1);
            return values;
        }
    }

    [Fact]
    public void SeedsBits_AreFixedForever()
    {
        // A change here changes every network that anybody has made from a seed.
        float[] values = new float[3];
        new Initializer(0).Uniform(values, 1);
        Assert.Equal([1064740876, -1115788060, -1087645916], values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Constant_DrawsNothing()
    {
        float[] constant = new float[5], first = new float[5], second = new float[5];
        var initializer = new Initializer(3);
        initializer.Constant(constant, 2);
        initializer.Uniform(first, 1);
        new Initializer(3).Uniform(second, 1);
        Assert.Equal([2f, 2f, 2f, 2f, 2f], constant);
        Assert.Equal(second, first);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WrongBound_IsRefused(double bound) => Assert.Throws<ArgumentOutOfRangeException>(() => new Initializer(0).Uniform(new float[1], bound));

    [Fact]
    public void Shuffle_ReachesEveryOrderEquallyOften()
    {
        var random = new Xoshiro256(5);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            int[] order = [0, 1, 2, 3];
            random.Shuffle(order);
            string key = string.Concat(order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150)); // 1000 ± 4.8 standard deviations
    }
}
