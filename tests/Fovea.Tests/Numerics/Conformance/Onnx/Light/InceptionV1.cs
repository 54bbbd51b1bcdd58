/// <summary>GoogLeNet (Szegedy et al. 2014), without its auxiliary classifiers.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3), ReLU, MaxPool2d(3, Stride = 2), LocalResponseNorm(5)]
[Conv2d(64, 1), ReLU, Conv2d(192, 3, Padding = 1), ReLU, LocalResponseNorm(5), MaxPool2d(3, Stride = 2, Name = "2")]
[Use<Point>(64, Name = "3a_1"), From("2"), Use<Reduced>(128, Hidden = 96, Kernel = 3, Padding = 1, Name = "3a_3"), From("2"), Use<Reduced>(32, Hidden = 16, Kernel = 5, Padding = 2, Name = "3a_5")]
[From("2"), Use<Pooled>(32), Concat("3a_1", "3a_3", "3a_5", Name = "3a")]
[Use<Point>(128, Name = "3b_1"), From("3a"), Use<Reduced>(192, Hidden = 128, Kernel = 3, Padding = 1, Name = "3b_3"), From("3a"), Use<Reduced>(96, Hidden = 32, Kernel = 5, Padding = 2, Name = "3b_5")]
[From("3a"), Use<Pooled>(64), Concat("3b_1", "3b_3", "3b_5"), MaxPool2d(3, Stride = 2, Name = "3")]
[Use<Point>(192, Name = "4a_1"), From("3"), Use<Reduced>(208, Hidden = 96, Kernel = 3, Padding = 1, Name = "4a_3"), From("3"), Use<Reduced>(48, Hidden = 16, Kernel = 5, Padding = 2, Name = "4a_5")]
[From("3"), Use<Pooled>(64), Concat("4a_1", "4a_3", "4a_5", Name = "4a")]
[Use<Point>(160, Name = "4b_1"), From("4a"), Use<Reduced>(224, Hidden = 112, Kernel = 3, Padding = 1, Name = "4b_3"), From("4a"), Use<Reduced>(64, Hidden = 24, Kernel = 5, Padding = 2, Name = "4b_5")]
[From("4a"), Use<Pooled>(64), Concat("4b_1", "4b_3", "4b_5", Name = "4b")]
[Use<Point>(128, Name = "4c_1"), From("4b"), Use<Reduced>(256, Hidden = 128, Kernel = 3, Padding = 1, Name = "4c_3"), From("4b"), Use<Reduced>(64, Hidden = 24, Kernel = 5, Padding = 2, Name = "4c_5")]
[From("4b"), Use<Pooled>(64), Concat("4c_1", "4c_3", "4c_5", Name = "4c")]
[Use<Point>(112, Name = "4d_1"), From("4c"), Use<Reduced>(288, Hidden = 144, Kernel = 3, Padding = 1, Name = "4d_3"), From("4c"), Use<Reduced>(64, Hidden = 32, Kernel = 5, Padding = 2, Name = "4d_5")]
[From("4c"), Use<Pooled>(64), Concat("4d_1", "4d_3", "4d_5", Name = "4d")]
[Use<Point>(256, Name = "4e_1"), From("4d"), Use<Reduced>(320, Hidden = 160, Kernel = 3, Padding = 1, Name = "4e_3"), From("4d"), Use<Reduced>(128, Hidden = 32, Kernel = 5, Padding = 2, Name = "4e_5")]
[From("4d"), Use<Pooled>(128), Concat("4e_1", "4e_3", "4e_5"), MaxPool2d(3, Stride = 2, Name = "4")]
[Use<Point>(256, Name = "5a_1"), From("4"), Use<Reduced>(320, Hidden = 160, Kernel = 3, Padding = 1, Name = "5a_3"), From("4"), Use<Reduced>(128, Hidden = 32, Kernel = 5, Padding = 2, Name = "5a_5")]
[From("4"), Use<Pooled>(128), Concat("5a_1", "5a_3", "5a_5", Name = "5a")]
[Use<Point>(384, Name = "5b_1"), From("5a"), Use<Reduced>(384, Hidden = 192, Kernel = 3, Padding = 1, Name = "5b_3"), From("5a"), Use<Reduced>(128, Hidden = 48, Kernel = 5, Padding = 2, Name = "5b_5")]
[From("5a"), Use<Pooled>(128), Concat("5b_1", "5b_3", "5b_5")]
[GlobalAvgPool, Dropout(0.4), Flatten, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class InceptionV1;

[Block]
[Conv2d(Given.Channels, 1), ReLU]
public sealed partial class Point;

[Block]
[Conv2d(Given.Hidden, 1), ReLU, Conv2d(Given.Channels, Given.Kernel, Padding = Given.Padding), ReLU]
public sealed partial class Reduced;

[Block]
[MaxPool2d(3, Stride = 1, Padding = 1), Conv2d(Given.Channels, 1), ReLU]
public sealed partial class Pooled;
