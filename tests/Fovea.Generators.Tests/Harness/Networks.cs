namespace Fovea.Generators.Tests;

/// <summary>Networks that many tests use.</summary>
internal static class Networks
{
    public const string LeNet5 = """
        namespace Samples;

        /// <summary>Reads digits.</summary>
        [Network(1, 28, 28)]
        [Conv2d(6, 5, Padding = 2), ReLU, MaxPool2d(2)]
        [Conv2d(16, 5), ReLU, MaxPool2d(2)]
        [Flatten, Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
        [CrossEntropyLoss]
        public sealed partial class LeNet5;
        """;

    /// <summary>Uses all that a network with class labels offers.</summary>
    public const string Caller = """
        namespace Samples;

        internal static class Caller
        {
            public static void Run()
            {
                var network = new LeNet5(seed: 1);
                float[] logits = network.Forward(new float[28 * 28]);
                network.Forward(new float[28 * 28], logits);
                float loss = network.Backward(new float[28 * 28], [3], new float[LeNet5.ParameterCount]);
                network.Conv1Weight[0] = loss;
                network.Parameters.Clear();
                network.Save("weights.safetensors");
                network.SaveOnnx("network.onnx");
                LeNet5 loaded = LeNet5.Load("weights.safetensors");
                _ = (LeNet5.InputShape, LeNet5.OutputShape, LeNet5.Layers.Length, LeNet5.ParameterInfos.Length, network.Buffers.Length, loaded.ReadParameters().Length);
                Train<LeNet5>();
            }

            private static void Train<T>() where T : class, ITrainable<T, int> => _ = T.Create(0);
        }
        """;
}
