using System.Text.RegularExpressions;
using Eyrie.Commands;
using Eyrie.Platform.Configuration;

namespace Eyrie.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void The_tables_name_every_key_there_is_and_no_other()
    {
        var documented = Row().Matches(Text).Select(row => row.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        var known = ConfigurationKeys.Of(EyrieConfiguration.Sections).Select(key => Common(key.Name)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal("", string.Join('\n', known.Except(documented).Select(key => $"not in the README: {key}")));
        Assert.Equal("", string.Join('\n', documented.Except(known).Select(key => $"only in the README: {key}")));
    }

    [Theory]
    [InlineData("dotnet run --project src/Eyrie -- demo")]
    [InlineData("dotnet test")]
    public void Has_the_two_commands(string command) => Assert.Contains(command, Text, StringComparison.Ordinal);

    // What all sinks have is in one table, not in five.
    private static string Common(string key) => CommonKey().Replace(key, "sinks.<name>.$1");

    [GeneratedRegex(@"^sinks\.\w+\.(type|enabled|minSeverity|match\..*|attemptTimeout|retryWindow|firstRetryDelay|maxRetryDelay)$")]
    private static partial Regex CommonKey();

    // Names that begin with ours are instruments: IngestorMetricsTests compares them.
    [GeneratedRegex(@"^\| `(?!eyrie\.)(?<key>[a-z][A-Za-z.<>\[\]]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
