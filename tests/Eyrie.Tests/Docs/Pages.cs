using System.Text.RegularExpressions;

namespace Eyrie.Tests.Docs;

/// <summary>The Markdown pages of this repository.</summary>
internal static partial class Pages
{
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "node_modules", ".git"];

    /// <summary>Their paths from the top, with slashes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Below(new(Repository.Root)).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>A page's text.</summary>
    public static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    /// <summary>The same without its blocks of code.</summary>
    public static string Prose(string page) => Block().Replace(Text(page), "");

    /// <summary>The lines of its blocks of commands; a line that ends in a backslash goes on in the next one.</summary>
    public static IEnumerable<string> CommandLines(string page) => Block().Matches(Text(page))
        .Where(block => block.Groups["language"].Value is "sh" or "console" or "bash" or "text" or "")
        .SelectMany(block => block.Groups["code"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'));

    /// <summary>The names by which GitHub lets links lead to a page's headings.</summary>
    public static IReadOnlySet<string> Anchors(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Prose(page)))
        {
            var name = Anchor(heading.Groups["text"].Value);
            var unique = name;
            for (var i = 1; !anchors.Add(unique); i++)
            {
                unique = $"{name}-{i}";
            }
        }

        return anchors;
    }

    private static string Anchor(string heading) => string.Concat(
        Link().Replace(heading, "${text}").Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ')).Replace(' ', '-');

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles("*.md").Select(file => file.FullName).Concat(
        folder.EnumerateDirectories().Where(inner => !NotOurs.Contains(inner.Name)).SelectMany(Below));

    [GeneratedRegex(@"^(?<fence>```+)(?<language>\w*)[^\n]*\n(?<code>.*?)^\k<fence>\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>A link or a picture.</summary>
    [GeneratedRegex(@"\[(?<text>[^\]\[]*(?:\[[^\]]*\][^\]\[]*)*)\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)")]
    public static partial Regex Link();

    /// <summary>Code within a sentence.</summary>
    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    public static partial Regex Inline();
}
