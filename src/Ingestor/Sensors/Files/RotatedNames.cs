using System.Globalization;
using System.Text.RegularExpressions;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// The names that a log's older parts get: <c>events.log.1</c>, <c>events.log-20260102.gz</c>, <c>0.log.20260102-030405</c>,
/// <c>events-2026-01-02T03-04-05.000.log</c>. A digit must follow: <c>events-audit.log</c> is another log.
/// </summary>
internal static partial class RotatedNames
{
    private const string Compressed = ".gz";

    /// <summary>The file is compressed.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(Compressed, StringComparison.Ordinal);

    /// <summary>True when a name is that of a part of a log.</summary>
    /// <param name="log">The log's name or path.</param>
    /// <param name="name">The name or path in question.</param>
    public static bool IsPart(string log, string name)
    {
        log = Path.GetFileName(log);
        name = Path.GetFileName(name);
        name = IsCompressed(name) ? name[..^Compressed.Length] : name;
        if (name.StartsWith(log, StringComparison.Ordinal))
        {
            var rest = name.AsSpan(log.Length);
            return rest is [] or ".old" or ".bak" || IsNumbered(rest);
        }

        var ending = Path.GetExtension(log);
        var stem = log[..^ending.Length];
        return stem.Length > 0 && name.Length > log.Length && name.StartsWith(stem, StringComparison.Ordinal)
            && name.EndsWith(ending, StringComparison.Ordinal) && IsNumbered(name.AsSpan(stem.Length));
    }

    /// <summary>The parts of a log in its folder, that of the file itself when the path is a symbolic link.</summary>
    public static IEnumerable<string> Find(string log)
    {
        try
        {
            var file = File.ResolveLinkTarget(log, returnFinalTarget: true)?.FullName ?? log;
            return [.. FileGlob.In(Path.GetDirectoryName(file)!, "*").Where(path => path != file && IsPart(file, path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// How often a part was moved on: 2 for <c>events.log.2</c>, which is older than <c>events.log.1</c>. 0 where the name has a date, whose order is
    /// that of the names, or no number at all.
    /// </summary>
    public static int Moves(string path) =>
        Number().Match(Path.GetFileName(path)) is { Success: true } match ? int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static bool IsNumbered(ReadOnlySpan<char> rest) => rest is ['.' or '-' or '_', >= '0' and <= '9', ..];

    // A longer number, or one behind another, is of a date or a time.
    [GeneratedRegex(@"(?<![-._][0-9]+)[-._](?<number>[0-9]{1,5})(\.[A-Za-z]+)?(\.gz)?\z")]
    private static partial Regex Number();
}
