using Fovea;

namespace FineTuning;

/// <summary>Tells five digits apart: features, and a head that decides by them.</summary>
[Network(1, 28, 28)]
[Use<Features>(Name = "features"), Flatten, Dropout(0.25), Linear(5, Name = "head")]
[CrossEntropyLoss]
public sealed partial class Reader;
