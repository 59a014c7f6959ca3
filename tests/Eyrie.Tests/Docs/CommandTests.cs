using System.CommandLine;
using System.Text.RegularExpressions;

namespace Eyrie.Tests.Docs;

/// <summary>Every command of ours in the pages is one that the program has.</summary>
public sealed partial class CommandTests
{
    public static TheoryData<string> AllPages => [.. Pages.All.Where(page => Lines(page).Any())];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Exists_with_these_options(string page)
    {
        var wrong = Lines(page).Select(line => (line, Problem: Problem(line))).Where(one => one.Problem.Length > 0);

        Assert.Equal("", string.Join('\n', wrong.Select(one => $"{one.line}: {one.Problem}")));
    }

    [Theory]
    [InlineData("eyrie nonsense")]
    [InlineData("eyrie demo --nonsense")]
    [InlineData("eyrie topics")]
    public void Finds_what_does_not_exist(string line) => Assert.NotEqual("", Problem(line));

    private static IEnumerable<string> Lines(string page) => Pages.CommandLines(page).SelectMany(Commands).Concat(
        Pages.Inline().Matches(Pages.Prose(page)).SelectMany(code => Commands(code.Groups["code"].Value)).Where(line => !IsGroup(line)));

    private static IEnumerable<string> Commands(string line) => Command().Matches(line).Select(found => $"eyrie {found.Groups["rest"].Value.Trim()}");

    // A sentence may name a group of commands.
    private static bool IsGroup(string line) =>
        line.Split(' ').Length <= 3 && Program.Create().Parse(line["eyrie ".Length..]) is { CommandResult.Command.Subcommands.Count: > 0, UnmatchedTokens.Count: 0 };

    private static string Problem(string line)
    {
        var words = Split(line["eyrie ".Length..]);
        var known = Program.Create();
        if (words is [])
        {
            return "";
        }

        ParseResult result;
        try
        {
            result = known.Parse([.. words]);
        }
        catch (InvalidOperationException e)
        {
            return e.Message; // a check that looked at an option without its value
        }

        var unknown = result.UnmatchedTokens.Where(token => !Placeholder().IsMatch(token)).ToList();
        return unknown.Count > 0 ? $"the program knows no '{unknown[0]}'"
            : result.CommandResult.Command == known && !words[0].StartsWith('-') ? "no such command"
            : result.CommandResult.Command.Subcommands.Count > 0 && result.CommandResult.Command != known && !words.Contains("--help") && result.Errors.Count > 0 ? result.Errors[0].Message
            : "";
    }

    // As a shell does it: quotes, comments, and what another command begins with.
    private static List<string> Split(string line) => [.. Word().Matches(line).Select(word => word.Value).Select(word => Alternatives().Replace(word, "$1")).TakeWhile(word => word is not ("#" or "|" or "&&" or "||" or ";" or ">" or "2>" or "<") && !word.StartsWith('#'))
        .Select(word => word.Trim('"', '\'').TrimEnd(';')).Where(word => word.Length > 0)];

    [GeneratedRegex(@"(?:^|(?<!-n|-u|namespace)[\s;&|(]|\./|-- )(?:eyrie|dotnet run --project src/Eyrie --) (?<rest>[a-z]+(?![\w./-])[^\n`]*?|--help|--version)(?=$|[\n`]| && )")]
    private static partial Regex Command();

    [GeneratedRegex("""[^\s"']*(?:"[^"]*"|'[^']*')[^\s"']*|\S+""")]
    private static partial Regex Word();

    // add|list|expire
    [GeneratedRegex(@"^([a-z]+)(\|[a-z]+)+$")]
    private static partial Regex Alternatives();

    // NAME, [URL...], <reason>, ...
    [GeneratedRegex(@"^(\[.*|.*\]|<.*>|[A-Z][A-Z_:.\[\]]*|\.\.\.|…|\|.*)$")]
    private static partial Regex Placeholder();
}
