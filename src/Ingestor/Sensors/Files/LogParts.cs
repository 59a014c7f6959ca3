namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Says when it is time to look for older parts of a log: a rotation leaves a trace in its folder, also where the log itself shows none
/// (emptied before anything of it was read, and grown again).
/// </summary>
internal sealed class LogParts
{
    private readonly Dictionary<string, (long Modified, bool IsSettled)> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<FileId, long> _ignored = [];

    /// <summary>A name came or went beside the log since it was last asked; asked again once, as the folder's clock ticks slowly.</summary>
    public bool MayHaveChanged(string log)
    {
        var (modified, isSettled) = _folders.GetValueOrDefault(log, (-1, false));
        var now = FileStat.TryOf(FolderOf(log), out var folder) ? folder.Modified : 0;
        _folders[log] = (now, modified == now);
        return modified != now || !isSettled;
    }

    /// <summary>A part that is none of ours, unless it is written to or its number is used again.</summary>
    public void Ignore(in FileStat part) => _ignored[part.Id] = part.Modified;

    public bool IsIgnored(in FileStat part) => _ignored.TryGetValue(part.Id, out var modified) && modified == part.Modified;

    private static string FolderOf(string log)
    {
        try
        {
            return Path.GetDirectoryName(File.ResolveLinkTarget(log, returnFinalTarget: true)?.FullName ?? log)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.GetDirectoryName(log)!;
        }
    }
}
