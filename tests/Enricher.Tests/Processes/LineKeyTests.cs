using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class LineKeyTests
{
    private readonly ProcessTable _table = new(new());

    [Theory]
    [InlineData(" -c \"id; x\"", "  -c id; x ")]
    [InlineData(" -e 'print \"a\"'", "-e print a")]
    [InlineData(" caf\u00e9", " caf?\\")]
    [InlineData(" 0123456789012345678901234567890123456789", " 01234567890123456789012345678901 and then anything")]
    public void Is_the_same_for_arguments_that_compare_as_the_same(string left, string right)
    {
        Assert.Equal(LineKey.Of(left), LineKey.Of(right.Replace("?", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Is_another_for_other_arguments() => Assert.NotEqual(LineKey.Of(" -c id"), LineKey.Of(" -c di"));

    [Fact]
    public void Finds_all_images_with_a_line_and_no_other()
    {
        Learn(10, 7, "/bin/sh -c \"id\"");
        Learn(20, 8, "/usr/bin/dash -c id");
        Learn(30, 9, "/bin/sh -c ls");

        Assert.Equal([7L, 8L], Line(" -c id").Order());
        Assert.Empty(Line(" -c pwd"));
    }

    [Fact]
    public void Finds_an_image_whose_line_was_told_late()
    {
        var image = An.Image(10, 7, "/bin/sleep 1");
        _table.Learn(new() { ExecId = image.ExecId, Pid = 7 }, out _);
        Assert.Empty(Line(" 1"));

        _table.Learn(image, out _);

        Assert.Equal([7L], Line(" 1"));
    }

    [Fact]
    public void Leaves_out_what_was_removed_from_either_end_and_the_middle()
    {
        foreach (var pid in new[] { 7, 8, 9, 10 })
        {
            Learn(pid, pid, "/bin/sleep 1");
        }

        _table.Remove(An.ExecId(8, 8));
        Assert.Equal([7L, 9L, 10L], Line(" 1").Order());

        _table.Remove(An.ExecId(10, 10));
        _table.Remove(An.ExecId(7, 7));
        Assert.Equal([9L], Line(" 1"));

        _table.Remove(An.ExecId(9, 9));
        Assert.Empty(Line(" 1"));
    }

    private void Learn(double start, long pid, string line) => _table.Learn(An.Image(start, pid, line), out _);

    private List<long> Line(string arguments)
    {
        var pids = new List<long>();
        for (var image = _table.FirstOfLine(LineKey.Of(arguments)); image is not null; image = image.NextOfLine)
        {
            pids.Add(image.Pid);
        }

        return pids;
    }
}
