namespace Eyrie.Sinks.Slack;

/// <summary>A process tree, one process a line, the acting one last.</summary>
internal static class SlackTree
{
    private const string Separator = " > ";
    private const string Cut = "…\n";
    private const int MaxLineLength = 300;
    private const int MaxIndent = 20;

    /// <summary>Lays out <c>a(1) > b(2)</c>; of a tree that is too long the end is kept, where the alert is.</summary>
    public static string Layout(string tree, int maxLength)
    {
        var processes = tree.Split(Separator);
        var lines = new string[processes.Length];
        var length = Cut.Length;
        for (var i = processes.Length - 1; i >= 0; i--)
        {
            lines[i] = Line(processes[i], i);
            length += lines[i].Length + 1;
            if (length > maxLength)
            {
                return Cut + string.Join('\n', lines[(i + 1)..]);
            }
        }

        return string.Join('\n', lines);
    }

    private static string Line(string process, int depth)
    {
        var indent = depth == 0 ? "" : new string(' ', 2 * Math.Min(depth - 1, MaxIndent)) + "└ ";
        return indent + SlackText.Code(process, MaxLineLength);
    }
}
