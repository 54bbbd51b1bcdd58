using Microsoft.CodeAnalysis.Editing;

namespace Fovea.Generators.CodeFixes;

/// <summary>One offer: what the menu says, and the edit.</summary>
/// <param name="Title">Says what will be written, numbers included.</param>
/// <param name="Key">The same for all offers of this sort, so that "fix all" finds them.</param>
/// <param name="Edit">Edits the document of the diagnostic.</param>
internal sealed record Fix(string Title, string Key, Action<SyntaxEditor> Edit);
