namespace Fovea.Samples.Drawing;

/// <summary>A street of 128×192 pixels, seen from the other side of it: sky, houses, a pavement and two lanes, cars and people. No two are alike.</summary>
public static class StreetScene
{
    public const int Height = 128, Width = 192;

    /// <summary>Draws a part of a scene: any window of any scene of a seed, the same on every machine.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">Which scene of the seed's endless sequence.</param>
    /// <param name="window">The part: its upper row, left column, height and width.</param>
    /// <param name="image">Receives red, green and blue planes.</param>
    /// <param name="labels">Receives what each pixel shows: <see cref="Street"/>.</param>
    public static void Draw(int seed, int index, (int Top, int Left, int Height, int Width) window, Span<byte> image, Span<byte> labels)
    {
        var dice = Dice.For(seed, index);
        var canvas = new SceneCanvas(window.Top, window.Left, window.Height, window.Width);
        double light = dice.Between(0.55, 1), horizon = dice.Between(60, 68), lane = dice.Between(20, 25);
        Sky(canvas, ref dice, light, horizon);
        Houses(canvas, ref dice, light, horizon);
        Ground(canvas, ref dice, light, horizon, lane);
        // Whoever stands nearer covers what is behind.
        List<double> feet = [];
        for (int count = 3 + dice.Below(4); count > 0; count--) feet.Add(horizon + dice.Between(2, 9));
        for (int count = dice.Below(3); count > 0; count--) feet.Add(dice.Between(horizon + 16, Height - 4));
        feet.Sort();
        List<double> tracks = [horizon + lane, horizon + 2 * lane + 2];
        foreach (double foot in feet)
        {
            while (tracks.Count > 0 && tracks[0] < foot) Traffic(canvas, ref dice, light, horizon, tracks);
            Person(canvas, ref dice, light, foot, Scale(foot, horizon), dice.Between(4, Width - 4));
        }
        while (tracks.Count > 0) Traffic(canvas, ref dice, light, horizon, tracks);
        canvas.Develop(image, labels, dice.Between(0.005, 0.04), ref dice);
    }

    // What is nearer is larger.
    private static double Scale(double foot, double horizon) => 0.8 + 0.6 * (foot - horizon) / (Height - horizon);

    private static void Sky(SceneCanvas canvas, ref Dice dice, double light, double horizon)
    {
        Paint[] tops = [new(Street.Sky, 0.25, 0.5, 0.85), new(Street.Sky, 0.55, 0.62, 0.7), new(Street.Sky, 0.35, 0.4, 0.65)];
        Paint[] hazes = [new(Street.Sky, 0.72, 0.85, 0.95), new(Street.Sky, 0.8, 0.82, 0.84), new(Street.Sky, 0.95, 0.7, 0.5)];
        int weather = dice.Below(3);
        canvas.Gradient(-1, horizon, tops[weather].Vary(ref dice, 0.06).Times(light), hazes[weather].Vary(ref dice, 0.06).Times(light));
        Paint cloud = new Paint(Street.Sky, 0.95, 0.95, 0.96).Times(light * dice.Between(0.85, 1));
        for (int count = dice.Below(5); count > 0; count--)
        {
            double y = dice.Between(2, 34), x = dice.Between(0, Width);
            for (int puff = 0; puff < 4; puff++) canvas.Ellipse(y + dice.Between(-2, 2), x + dice.Between(-11, 11), dice.Between(1.5, 4), dice.Between(5, 13), cloud);
        }
    }

    private static void Houses(SceneCanvas canvas, ref Dice dice, double light, double horizon)
    {
        Paint[] walls =
        [
            new(Street.Building, 0.66, 0.36, 0.28), new(Street.Building, 0.82, 0.74, 0.58), new(Street.Building, 0.6, 0.6, 0.58),
            new(Street.Building, 0.85, 0.66, 0.42), new(Street.Building, 0.52, 0.42, 0.36), new(Street.Building, 0.7, 0.76, 0.7),
        ];
        for (double x = dice.Between(-30, 0); x < Width;)
        {
            double width = dice.Between(20, 46), top = horizon - dice.Between(20, 54), right = x + width;
            if (dice.Below(6) == 0)
            {
                x += width / 2;
                continue;
            }
            Paint wall = walls[dice.Below(walls.Length)].Vary(ref dice, 0.08).Times(light);
            Paint dark = wall.Times(0.55), pane = new Paint(Street.Building, 0.2, 0.26, 0.33).Times(light), lit = new Paint(Street.Building, 0.95, 0.85, 0.5);
            if (dice.Below(2) == 0) canvas.Trapezoid(top - dice.Between(6, 14), x + width * 0.35, x + width * 0.65, top, x - 1, right + 1, dark);
            canvas.Rectangle(top, x, horizon, right, wall);
            canvas.Rectangle(top, x, top + 1, right, dark);
            double stepX = dice.Between(6, 9), stepY = dice.Between(8, 11), evening = dice.Between(0, 1);
            for (double y = top + 4; y + 6 < horizon - 4; y += stepY)
            {
                for (double at = x + 3; at + 3.5 < right; at += stepX) canvas.Rectangle(y, at, y + 5, at + 3.5, dice.Between(0, 2) < evening ? lit : pane);
            }
            double door = dice.Between(x + 3, right - 8);
            canvas.Rectangle(horizon - 9, door, horizon, door + 5, dark);
            x = right + dice.Below(2) * dice.Between(0, 6);
        }
    }

    private static void Ground(SceneCanvas canvas, ref Dice dice, double light, double horizon, double lane)
    {
        Paint slabs = new Paint(Street.Road, 0.62, 0.6, 0.57).Vary(ref dice, 0.05).Times(light), asphalt = new Paint(Street.Road, 0.34, 0.34, 0.37).Vary(ref dice, 0.04).Times(light);
        double kerb = horizon + 10, middle = horizon + lane + 3;
        canvas.Rectangle(horizon, -1, kerb, Width + 1, slabs);
        canvas.Rectangle(kerb, -1, kerb + 1, Width + 1, slabs.Times(0.7));
        canvas.Gradient(kerb + 1, Height + 1, asphalt, asphalt.Times(0.8));
        Paint line = new Paint(Street.Road, 0.9, 0.9, 0.86).Times(light);
        for (double x = dice.Between(-20, 0); x < Width; x += 20) canvas.Trapezoid(middle, x + 1, x + 11, middle + 1.5, x, x + 10, line);
        if (dice.Below(3) > 0) return;
        double crossing = dice.Between(10, Width - 40);
        for (double y = kerb + 4; y < Height; y += 7) canvas.Trapezoid(y, crossing, crossing + 24, y + 3.5, crossing - 2, crossing + 22, line);
    }

    // One lane: a queue from left to right.
    private static void Traffic(SceneCanvas canvas, ref Dice dice, double light, double horizon, List<double> tracks)
    {
        double foot = tracks[0], scale = Scale(foot, horizon);
        tracks.RemoveAt(0);
        for (double x = dice.Between(-20, 40); x < Width; x += dice.Between(8, 70)) x += Car(canvas, ref dice, light, foot + dice.Between(-1, 1), scale, x);
    }

    private static double Car(SceneCanvas canvas, ref Dice dice, double light, double foot, double scale, double x)
    {
        Paint[] colours =
        [
            new(Street.Car, 0.8, 0.12, 0.12), new(Street.Car, 0.13, 0.28, 0.7), new(Street.Car, 0.9, 0.9, 0.92), new(Street.Car, 0.1, 0.1, 0.12),
            new(Street.Car, 0.92, 0.76, 0.15), new(Street.Car, 0.12, 0.5, 0.3), new(Street.Car, 0.55, 0.57, 0.6),
        ];
        Paint body = colours[dice.Below(colours.Length)].Vary(ref dice, 0.06).Times(light), glass = new Paint(Street.Car, 0.35, 0.5, 0.6).Times(light), tyre = new(Street.Car, 0.06, 0.06, 0.07);
        double length = scale * dice.Between(42, 53), wheel = 4.5 * scale, sill = foot - wheel, belt = sill - scale * dice.Between(7, 9), roof = belt - scale * dice.Between(8, 11);
        double front = dice.Between(0.12, 0.28), rear = dice.Between(0.04, 0.2), end = x + length;
        canvas.Ellipse(foot, x + length / 2, 1.6, length * 0.52, new Paint(Street.Road, 0.13, 0.13, 0.14).Times(light));
        canvas.Trapezoid(roof, x + length * (rear + 0.1), end - length * (front + 0.12), belt + 1, x + length * rear, end - length * front, body);
        canvas.Trapezoid(roof + 1.3, x + length * (rear + 0.11), x + length * 0.46, belt, x + length * (rear + 0.04), x + length * 0.46, glass);
        canvas.Trapezoid(roof + 1.3, x + length * 0.5, end - length * (front + 0.13), belt, x + length * 0.5, end - length * (front + 0.04), glass);
        canvas.Trapezoid(belt, x + 1, end - 1.5, sill + wheel * 0.5, x, end, body);
        canvas.Rectangle(belt + 1.5, end - 2, belt + 3.5, end, new(Street.Car, 1, 0.95, 0.7));
        canvas.Rectangle(belt + 1.5, x, belt + 3.5, x + 1.6, new(Street.Car, 0.75, 0.1, 0.1));
        foreach (double at in (ReadOnlySpan<double>)[0.2, 0.8])
        {
            canvas.Ellipse(foot - wheel, x + length * at, wheel, wheel, tyre);
            canvas.Ellipse(foot - wheel, x + length * at, wheel * 0.5, wheel * 0.5, new Paint(Street.Car, 0.6, 0.6, 0.62).Times(light));
        }
        return length;
    }

    private static void Person(SceneCanvas canvas, ref Dice dice, double light, double foot, double scale, double x)
    {
        Paint[] skins = [new(Street.Pedestrian, 0.93, 0.76, 0.64), new(Street.Pedestrian, 0.72, 0.52, 0.4), new(Street.Pedestrian, 0.45, 0.3, 0.22)];
        Paint skin = skins[dice.Below(3)].Times(light), coat = new Paint(Street.Pedestrian, dice.Between(0.1, 0.95), dice.Between(0.1, 0.8), dice.Between(0.1, 0.9)).Times(light);
        Paint trousers = new Paint(Street.Pedestrian, 0.2, 0.22, 0.32).Vary(ref dice, 0.1).Times(light), hair = new Paint(Street.Pedestrian, 0.25, 0.17, 0.1).Vary(ref dice, 0.1).Times(light);
        double tall = scale * dice.Between(40, 49), half = tall * dice.Between(0.17, 0.21), hip = foot - tall * 0.46, neck = foot - tall * 0.82, stride = tall * dice.Between(0, 0.08);
        canvas.Trapezoid(hip - 1, x - half * 0.8, x, foot, x - stride - half * 0.6, x - stride, trousers.Times(0.9));
        canvas.Trapezoid(hip - 1, x - half * 0.1, x + half * 0.8, foot, x + stride, x + stride + half * 0.6, trousers);
        canvas.Trapezoid(neck + 1, x - half * 1.05, x - half * 0.5, hip + 1, x - half * 1.35, x - half * 0.8, coat.Times(0.75));
        canvas.Trapezoid(neck + 1, x + half * 0.5, x + half * 1.05, hip + 1, x + half * 0.8, x + half * 1.35, coat.Times(0.75));
        canvas.Trapezoid(neck, x - half * 0.8, x + half * 0.8, hip + 1, x - half, x + half, coat);
        canvas.Ellipse(foot - tall * 0.9, x, tall * 0.11, tall * 0.1, skin);
        canvas.Ellipse(foot - tall * 0.94, x, tall * 0.075, tall * 0.105, hair);
    }
}
