using System.Text.RegularExpressions;
using Eyrie.Contracts;
using Eyrie.Demo;
using Spectre.Console;

namespace Eyrie.Tests.Demo;

public sealed partial class DemoScreenTests : IDisposable
{
    private static readonly Alert Hostile = new()
    {
        Id = "1",
        Document = default,
        Severity = Severity.Warning,
        Rule = "rule [bold]\u001b[2J\u0007",
        Node = "vm\n",
        Tree = "sh(1) > 日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語(2)\u001b]8;;http://evil\u001b\\",
    };

    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public void Writes_plain_lines_without_a_control_character_to_a_file()
    {
        var screen = DemoScreen.Plain(_written);

        screen.ShowProgress(new ScreenLine().Ours("progress"));
        screen.Show(Hostile, "Elasticsearch");
        screen.EndProgress();

        var line = Assert.Single(_written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(line.TrimEnd('\r'), char.IsControl);
        Assert.Contains("rule [bold]\\x1b[2J\\x07", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(200)]
    public void Writes_lines_no_wider_than_the_terminal(int width)
    {
        Terminal(width).Show(Hostile, "Elasticsearch, Slack, PagerDuty");

        var lines = Printed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.True(Cells(line) < width, $"{Cells(line)} cells: {line}"));
    }

    [Fact]
    public void Cuts_a_line_at_the_edge_and_not_before()
    {
        Terminal(12).ShowProgress(new ScreenLine().Ours("abc ", Styles.Strong).Ours("defghijklmnop"));

        Assert.Equal("abc defghi…", Printed());
    }

    [Fact]
    public void Shows_all_of_a_line_of_the_report()
    {
        Terminal(12).Show(new ScreenLine().Ours("abc ", Styles.Strong).Ours("defghijklmnop"));

        Assert.Equal("abc defghijklmnop\n", Printed());
    }

    [Fact]
    public void Lets_only_its_own_colours_reach_the_terminal()
    {
        Terminal(200).Show(Hostile, "Elasticsearch");

        Assert.DoesNotContain(Printed(), character => char.IsControl(character) && character is not '\n');
    }

    [Fact]
    public void Takes_progress_away_before_it_writes_a_line()
    {
        var screen = Terminal(80);

        screen.ShowProgress(new ScreenLine().Ours("10 %"));
        screen.Show(new ScreenLine().Ours("line"));
        screen.EndProgress();

        Assert.Equal("10 %\r\u001b[2Kline\n", _written.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal));
    }

    private DemoScreen Terminal(int width)
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Out = new AnsiConsoleOutput(_written),
        });
        console.Profile.Width = width;
        return DemoScreen.OnTerminal(console);
    }

    private string Printed() => Colour.Replace(_written.ToString(), "").ReplaceLineEndings("\n");

    private static int Cells(string line) => line.EnumerateRunes().Sum(rune => rune.Value is >= 0x3000 and < 0xa000 ? 2 : 1);

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour { get; }
}
