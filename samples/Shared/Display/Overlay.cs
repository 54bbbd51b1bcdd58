namespace Fovea.Samples.Display;

/// <summary>A label for each pixel, made visible.</summary>
public static class Overlay
{
    /// <summary>Each class in its colour, over the grey image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="labels">A class for each pixel.</param>
    /// <param name="colours">The classes' colours.</param>
    /// <param name="opacity">0 shows the image alone, 1 the colours alone.</param>
    public static Picture Labels(Picture image, ReadOnlySpan<int> labels, ReadOnlySpan<(float Red, float Green, float Blue)> colours, float opacity = 0.65f)
    {
        var picture = new Picture(Shape.Image(3, image.Height, image.Width));
        for (int i = 0; i < labels.Length; i++) Put(picture, i, colours[labels[i]], Grey(image, i), opacity);
        return picture;
    }

    /// <summary>What is wrong in red, over the faded image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="labels">What each pixel is.</param>
    /// <param name="answers">What it was taken for.</param>
    public static Picture Mistakes(Picture image, ReadOnlySpan<int> labels, ReadOnlySpan<int> answers)
    {
        var picture = new Picture(Shape.Image(3, image.Height, image.Width));
        for (int i = 0; i < labels.Length; i++)
            Put(picture, i, labels[i] == answers[i] ? (1, 1, 1) : (0.85f, 0.05f, 0.1f), Grey(image, i), labels[i] == answers[i] ? 0.6f : 0.9f);
        return picture;
    }

    /// <summary>The class with the largest output, for each pixel of classes × height × width.</summary>
    public static int[] Answers(ReadOnlySpan<float> outputs, int classes)
    {
        int[] answers = new int[outputs.Length / classes];
        for (int i = 0; i < answers.Length; i++)
        {
            for (int c = 1; c < classes; c++)
            {
                if (outputs[c * answers.Length + i] > outputs[answers[i] * answers.Length + i]) answers[i] = c;
            }
        }
        return answers;
    }

    private static float Grey(Picture image, int pixel)
    {
        int y = pixel / image.Width, x = pixel % image.Width;
        return 0.3f * image[0, y, x] + 0.59f * image[1, y, x] + 0.11f * image[2, y, x];
    }

    private static void Put(Picture picture, int pixel, (float Red, float Green, float Blue) colour, float grey, float opacity)
    {
        int plane = picture.Height * picture.Width;
        picture.Values[pixel] = grey + (colour.Red - grey) * opacity;
        picture.Values[plane + pixel] = grey + (colour.Green - grey) * opacity;
        picture.Values[2 * plane + pixel] = grey + (colour.Blue - grey) * opacity;
    }
}
