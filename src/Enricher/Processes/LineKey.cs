namespace Eyrie.Enricher.Processes;

/// <summary>
/// Where to look for a process of which only the command line is known: equal for arguments that
/// <see cref="CommandLines.SameArguments"/> calls the same, apart from those that a sensor cut very short.
/// </summary>
internal static class LineKey
{
    private const int Characters = 32;
    private const uint Basis = 2_166_136_261; // FNV-1a's
    private const uint Prime = 16_777_619;

    /// <summary>The key of arguments, as <see cref="CommandLines.Arguments"/> gives them.</summary>
    public static uint Of(ReadOnlySpan<char> arguments)
    {
        var (key, at) = (Basis, 0);
        for (var taken = 0; taken < Characters; taken++)
        {
            at = CommandLines.NextCompared(arguments, at);
            if (at == arguments.Length)
            {
                break;
            }

            key = (key ^ arguments[at++]) * Prime;
        }

        return key;
    }
}
