namespace Fovea.Reports;

/// <summary>What an evaluation came to: what was taken for what, and the images that were misread with most confidence.</summary>
/// <param name="Confusion">What was taken for what.</param>
/// <param name="ImageShape">The shape of an image.</param>
/// <param name="Mistakes">The worst mistakes, worst first; none where images have many labels.</param>
internal sealed record Findings(ConfusionMatrix Confusion, Shape ImageShape, IReadOnlyList<Mistake> Mistakes)
{
    public static Findings Collect(INetwork network, IDataset<int> data, int batchSize, int mistakes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Shape output = network.OutputShape;
        int classes = output.Channels, pixels = output.Height * output.Width;
        Evaluation.Check(network, data, pixels);
        var confusion = new ConfusionMatrix(classes);
        // The least bad first, to be thrown out.
        var worst = new PriorityQueue<Mistake, double>();
        var loader = new DataLoader<int>(data, batchSize);
        float[] outputs = new float[loader.BatchSize * output.Length];
        foreach (Batch<int> batch in loader.Epoch(0))
        {
            Span<float> scores = outputs.AsSpan(0, batch.Count * output.Length);
            network.Forward(batch.Inputs, scores);
            confusion.Add(scores, batch.Targets, pixels);
            if (pixels > 1) continue;
            for (int i = 0; i < batch.Count; i++)
            {
                double[] shares = Shares(scores.Slice(i * classes, classes));
                int actual = batch.Targets[i], predicted = Array.IndexOf(shares, shares.Max());
                if (predicted == actual || predicted < 0 || (uint)actual >= (uint)classes) continue;
                worst.Enqueue(new(batch.Indices[i], actual, predicted, shares[predicted], batch.Inputs.Slice(i * data.InputLength, data.InputLength).ToArray()), shares[predicted]);
                if (worst.Count > mistakes) worst.Dequeue();
            }
        }
        Shape image = data.InputShape.IsVector ? network.InputShape : data.InputShape;
        Mistake[] ordered = new Mistake[worst.Count];
        for (int i = ordered.Length - 1; i >= 0; i--) ordered[i] = worst.Dequeue();
        return new(confusion, image, ordered);
    }

    // Softmax; of logarithms of shares it makes the shares, and what is shares already stays as it is.
    private static double[] Shares(ReadOnlySpan<float> scores)
    {
        double largest = double.NegativeInfinity, sum = 0, least = 0;
        foreach (float score in scores) (largest, sum, least) = (Math.Max(largest, score), sum + score, Math.Min(least, score));
        double[] shares = new double[scores.Length];
        if (least == 0 && Math.Abs(sum - 1) < 1e-3)
        {
            for (int i = 0; i < shares.Length; i++) shares[i] = scores[i];
            return shares;
        }
        for (int i = 0; i < shares.Length; i++) shares[i] = Math.Exp(scores[i] - largest);
        sum = shares.Sum();
        for (int i = 0; i < shares.Length; i++) shares[i] /= sum;
        return shares;
    }
}

/// <summary>An image that was taken for another class.</summary>
/// <param name="Index">Its index in the data.</param>
/// <param name="Actual">Its class.</param>
/// <param name="Predicted">What it was taken for.</param>
/// <param name="Confidence">The share of the class that it was taken for.</param>
/// <param name="Image">The image, as the network saw it.</param>
internal sealed record Mistake(int Index, int Actual, int Predicted, double Confidence, float[] Image);
