namespace Eyrie.Tests.Docs;

/// <summary>No link within the repository leads nowhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Leads_somewhere(string page)
    {
        var wrong = Pages.Link().Matches(Pages.Prose(page)).Select(link => link.Groups["target"].Value).Where(target => Problem(page, target));

        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void Finds_the_pages() => Assert.Superset(new HashSet<string>(["README.md", "docs/operations.md", "src/Enricher/README.md"]), Pages.All.ToHashSet());

    private static bool Problem(string page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return !Uri.TryCreate(target, UriKind.Absolute, out _);
        }

        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var file = path.Length == 0 ? page : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, Uri.UnescapeDataString(path)))).Replace('\\', '/');
        var full = Path.Combine(Repository.Root, file);
        return !(File.Exists(full) || Directory.Exists(full))
            || (anchor.Length > 0 && file.EndsWith(".md", StringComparison.Ordinal) && !Pages.Anchors(file).Contains(Uri.UnescapeDataString(anchor)));
    }
}
