namespace Fovea;

/// <summary>An image that could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">What is wrong with it.</param>
public readonly record struct BrokenImage(string Path, string Problem);
