using System.Text;
using Eyrie.Commands.Status;

namespace Eyrie.Tests.Commands.Status;

public sealed class StatusTableTests
{
    [Fact]
    public void Fits_a_terminal_by_cutting_the_longest_words_and_no_number()
    {
        var table = new StatusTable("SINK", "STATE", "NOT DELIVERED", "WHY", "WHERE", ">LAG");
        var word = new string('w', 32);
        table.Add(word, "up", word, word, word, "1,234,567,890");

        var lines = Lines(table);

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        Assert.EndsWith("1,234,567,890", lines[1], StringComparison.Ordinal);
        Assert.Contains("www…", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Cuts_nothing_that_fits()
    {
        var table = new StatusTable("SINK", ">LAG");
        table.Add("elasticsearch", "7");

        Assert.Equal(["SINK           LAG", "elasticsearch    7"], Lines(table));
    }

    private static string[] Lines(StatusTable table)
    {
        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
