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
        double light = dice.Between(0.7, 1), horizon = dice.Between(78, 84);
        Sky(canvas, ref dice, light, horizon);
        Houses(canvas, ref dice, light, horizon);
        Ground(canvas, ref dice, light, horizon);
        // From the back to the front: who walks on the pavement, who drives by, who waits on this side.
        for (double x = dice.Between(-10, 50); x < Width + 10; x += dice.Between(44, 120)) Person(canvas, ref dice, light, horizon + dice.Between(4, 7), dice.Between(46, 52), x);
        for (double x = dice.Between(-50, 40); x < Width; x += dice.Between(10, 44)) x += Car(canvas, ref dice, light, horizon + dice.Between(32, 35), x);
        for (double x = dice.Between(-10, 190); x < Width + 10; x += dice.Between(90, 230)) Person(canvas, ref dice, light, Height - dice.Between(2, 5), dice.Between(58, 66), x);
        canvas.Develop(image, labels, dice.Between(0.005, 0.03), ref dice);
    }

    private static void Sky(SceneCanvas canvas, ref Dice dice, double light, double horizon)
    {
        Paint[] tops = [new(Street.Sky, 0.25, 0.5, 0.85), new(Street.Sky, 0.55, 0.62, 0.7), new(Street.Sky, 0.35, 0.4, 0.65)];
        Paint[] hazes = [new(Street.Sky, 0.72, 0.85, 0.95), new(Street.Sky, 0.8, 0.82, 0.84), new(Street.Sky, 0.95, 0.7, 0.5)];
        int weather = dice.Below(3);
        canvas.Gradient(-1, horizon, tops[weather].Vary(ref dice, 0.06).Times(light), hazes[weather].Vary(ref dice, 0.06).Times(light));
        Paint cloud = new Paint(Street.Sky, 0.95, 0.95, 0.96).Times(light * dice.Between(0.85, 1));
        for (int count = dice.Below(4); count > 0; count--)
        {
            double y = dice.Between(2, 34), x = dice.Between(0, Width);
            for (int puff = 0; puff < 4; puff++) canvas.Ellipse(y + dice.Between(-2, 2), x + dice.Between(-11, 11), dice.Between(2, 4), dice.Between(6, 13), cloud);
        }
    }

    private static void Houses(SceneCanvas canvas, ref Dice dice, double light, double horizon)
    {
        Paint[] walls =
        [
            new(Street.Building, 0.66, 0.36, 0.28), new(Street.Building, 0.82, 0.72, 0.52), new(Street.Building, 0.8, 0.6, 0.38),
            new(Street.Building, 0.52, 0.4, 0.32), new(Street.Building, 0.74, 0.5, 0.44),
        ];
        for (double x = dice.Between(-40, 0); x < Width;)
        {
            double width = dice.Between(40, 72), top = horizon - dice.Between(36, 66), right = x + width;
            Paint wall = walls[dice.Below(walls.Length)].Vary(ref dice, 0.06).Times(light);
            Paint dark = wall.Times(0.6), pane = new Paint(Street.Building, 0.2, 0.26, 0.33).Times(light), lit = new Paint(Street.Building, 0.95, 0.85, 0.5);
            if (dice.Below(2) == 0) canvas.Trapezoid(top - dice.Between(8, 14), x + width * 0.3, x + width * 0.7, top, x, right, dark);
            canvas.Rectangle(top, x, horizon, right, wall);
            canvas.Rectangle(top, x, top + 1.5, right, dark);
            double stepX = dice.Between(12, 15), stepY = dice.Between(14, 17), evening = dice.Between(0, 1);
            for (double y = top + 6; y + 8 < horizon - 12; y += stepY)
            {
                for (double at = x + 5; at + 6 < right; at += stepX) canvas.Rectangle(y, at, y + 8, at + 6, dice.Between(0, 2) < evening ? lit : pane);
            }
            double door = dice.Between(x + 5, right - 14);
            canvas.Rectangle(horizon - 15, door, horizon, door + 9, dark);
            // Here and there one looks between two houses.
            x = right + (dice.Below(4) == 0 ? dice.Between(18, 36) : 0);
        }
    }

    private static void Ground(SceneCanvas canvas, ref Dice dice, double light, double horizon)
    {
        Paint slabs = new Paint(Street.Road, 0.62, 0.61, 0.6).Vary(ref dice, 0.04).Times(light), asphalt = new Paint(Street.Road, 0.34, 0.34, 0.37).Vary(ref dice, 0.04).Times(light);
        double kerb = horizon + 10, middle = horizon + 36;
        canvas.Rectangle(horizon, -1, kerb, Width + 1, slabs);
        canvas.Rectangle(kerb, -1, kerb + 1, Width + 1, slabs.Times(0.7));
        canvas.Gradient(kerb + 1, Height + 1, asphalt, asphalt.Times(0.8));
        Paint line = new Paint(Street.Road, 0.9, 0.9, 0.86).Times(light);
        for (double x = dice.Between(-26, 0); x < Width; x += 26) canvas.Trapezoid(middle, x + 1, x + 15, middle + 2, x, x + 14, line);
    }

    private static double Car(SceneCanvas canvas, ref Dice dice, double light, double foot, double x)
    {
        Paint[] colours =
        [
            new(Street.Car, 0.85, 0.1, 0.1), new(Street.Car, 0.1, 0.25, 0.75), new(Street.Car, 0.93, 0.93, 0.95),
            new(Street.Car, 0.95, 0.8, 0.1), new(Street.Car, 0.1, 0.55, 0.3),
        ];
        Paint body = colours[dice.Below(colours.Length)].Vary(ref dice, 0.05).Times(light), glass = new Paint(Street.Car, 0.35, 0.5, 0.6).Times(light), tyre = new(Street.Car, 0.06, 0.06, 0.07);
        double length = dice.Between(56, 66), wheel = 6, sill = foot - wheel, belt = sill - dice.Between(10, 12), roof = belt - dice.Between(11, 14);
        double front = dice.Between(0.14, 0.24), rear = dice.Between(0.05, 0.15), end = x + length;
        canvas.Ellipse(foot, x + length / 2, 2, length * 0.52, new Paint(Street.Road, 0.13, 0.13, 0.14).Times(light));
        canvas.Trapezoid(roof, x + length * (rear + 0.1), end - length * (front + 0.12), belt + 1, x + length * rear, end - length * front, body);
        canvas.Trapezoid(roof + 2, x + length * (rear + 0.11), x + length * 0.46, belt, x + length * (rear + 0.04), x + length * 0.46, glass);
        canvas.Trapezoid(roof + 2, x + length * 0.5, end - length * (front + 0.13), belt, x + length * 0.5, end - length * (front + 0.04), glass);
        canvas.Trapezoid(belt, x + 1, end - 1.5, sill + wheel * 0.5, x, end, body);
        canvas.Rectangle(belt + 2, end - 3, belt + 5, end, new(Street.Car, 1, 0.95, 0.7));
        canvas.Rectangle(belt + 2, x, belt + 5, x + 2, new(Street.Car, 0.75, 0.1, 0.1));
        foreach (double at in (ReadOnlySpan<double>)[0.2, 0.8])
        {
            canvas.Ellipse(foot - wheel, x + length * at, wheel, wheel, tyre);
            canvas.Ellipse(foot - wheel, x + length * at, wheel * 0.5, wheel * 0.5, new Paint(Street.Car, 0.6, 0.6, 0.62).Times(light));
        }
        return length;
    }

    private static void Person(SceneCanvas canvas, ref Dice dice, double light, double foot, double tall, double x)
    {
        Paint[] skins = [new(Street.Person, 0.93, 0.76, 0.64), new(Street.Person, 0.72, 0.52, 0.4), new(Street.Person, 0.45, 0.3, 0.22)];
        Paint[] coats = [new(Street.Person, 0.95, 0.5, 0.1), new(Street.Person, 0.5, 0.2, 0.65), new(Street.Person, 0.95, 0.4, 0.6), new(Street.Person, 0.1, 0.7, 0.7)];
        Paint skin = skins[dice.Below(3)].Times(light), coat = coats[dice.Below(coats.Length)].Vary(ref dice, 0.08).Times(light);
        Paint trousers = new Paint(Street.Person, 0.2, 0.22, 0.36).Vary(ref dice, 0.06).Times(light), hair = new Paint(Street.Person, 0.25, 0.17, 0.1).Vary(ref dice, 0.06).Times(light);
        double half = tall * dice.Between(0.19, 0.22), hip = foot - tall * 0.4, neck = foot - tall * 0.8;
        canvas.Trapezoid(hip - 1, x - half * 0.8, x - 0.5, foot, x - half * 0.75, x - 1, trousers.Times(0.85));
        canvas.Trapezoid(hip - 1, x - 0.5, x + half * 0.8, foot, x - 1, x + half * 0.75, trousers);
        canvas.Trapezoid(neck, x - half * 0.85, x + half * 0.85, hip + 1, x - half * 1.1, x + half * 1.1, coat);
        canvas.Trapezoid(neck + 4, x - half * 0.6, x - half * 0.55, hip - 2, x - half * 0.8, x - half * 0.7, coat.Times(0.7));
        canvas.Trapezoid(neck + 4, x + half * 0.55, x + half * 0.6, hip - 2, x + half * 0.7, x + half * 0.8, coat.Times(0.7));
        canvas.Ellipse(foot - tall * 0.88, x, tall * 0.12, tall * 0.12, skin);
        canvas.Ellipse(foot - tall * 0.93, x, tall * 0.085, tall * 0.125, hair);
    }
}
