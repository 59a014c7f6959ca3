namespace Eyrie.Platform.Configuration;

/// <summary>Which options are bound from a section: what <c>config check</c> and the tables of the README go by.</summary>
/// <param name="Path">The section's path, <c>:</c> between keys; empty is the root. A list's items have no path of their own.</param>
/// <param name="Types">The options bound from it; the section's allowed keys are those of all of them together.</param>
/// <param name="IsList">The section is a list of such options.</param>
/// <param name="IsKind">The section's name is a kind: beside it may stand sections of other names that have the kind as their <c>type</c>.</param>
public sealed record ConfigurationSection(string Path, IReadOnlyList<Type> Types, bool IsList = false, bool IsKind = false);
