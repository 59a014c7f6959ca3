using System.Text.RegularExpressions;
using Eyrie.Commands;
using Eyrie.Platform.Configuration;

namespace Eyrie.Tests.Docs;

/// <summary>Every key of the configuration that a page names is one that the program reads.</summary>
public sealed partial class KeyTests
{
    private static readonly string[] Sections = [.. ConfigurationKeys.Of(EyrieConfiguration.Sections).Select(key => key.Name.Split('.', '[')[0]).Distinct()];
    private static readonly HashSet<string> Known = [.. ConfigurationKeys.Of(EyrieConfiguration.Sections).SelectMany(key => Beginnings(Plain(key.Name)))];

    public static TheoryData<string> AllPages => [.. Pages.All.Where(page => page is not "CHANGELOG.md" && Keys(page).Any())];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Exists(string page) => Assert.Equal("", string.Join('\n', Keys(page).Where(key => !Known.Contains(Plain(key))).Distinct()));

    private static IEnumerable<string> Keys(string page) => Pages.Inline().Matches(Pages.Prose(page)).Select(code => Key().Match(code.Groups["code"].Value))
        .Where(found => found.Success && Sections.Contains(found.Groups["section"].Value) && !IsField(found.Value) && !found.Value.EndsWith(".yaml", StringComparison.Ordinal)).Select(found => found.Groups["key"].Value);

    // Of ECS and of OpenTelemetry, which have an 'http', too.
    private static bool IsField(string text) => text.StartsWith("http.request.", StringComparison.Ordinal) || text.StartsWith("http.response.", StringComparison.Ordinal);

    // The name of a sink or a place in a list is anybody's.
    private static string Plain(string key) => Index().Replace(SinkName().Replace(key, "sinks.*"), "");

    private static IEnumerable<string> Beginnings(string key)
    {
        var parts = key.Split('.');
        for (var length = 1; length <= parts.Length; length++)
        {
            yield return string.Join('.', parts[..length]);
        }
    }

    [GeneratedRegex(@"^(?<key>(?<section>[a-z][A-Za-z]*)(\[\d*\])?(\.[A-Za-z<>]+(\[\d*\])?)+)(: .*)?$")]
    private static partial Regex Key();

    [GeneratedRegex(@"^sinks\.[\w<>-]+")]
    private static partial Regex SinkName();

    [GeneratedRegex(@"\[\d*\]")]
    private static partial Regex Index();
}
