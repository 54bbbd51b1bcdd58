using Fovea;

namespace Filters;

/// <summary>Each pixel becomes the mean of the nine around it: kernel 1/9·(1 1 1; 1 1 1; 1 1 1).</summary>
[Network(1, Dim.Any, Dim.Any)]
[Filter(1, 1, 1,  1, 1, 1,  1, 1, 1, Scale = 1 / 9.0, Padding = 1)]
public sealed partial class Blur;
