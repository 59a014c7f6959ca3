namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// The logs that were renamed or emptied since the look before, and when they had been written as far as we saw: what came to their older
/// parts after that is to be read, too.
/// </summary>
internal sealed class Rotations
{
    private readonly List<(string Log, long Since)> _found = [];
    private readonly LogParts _parts = new();

    /// <summary>A log was rotated, or may have been.</summary>
    /// <param name="log">Its path.</param>
    /// <param name="since">Parts that were written before this time are none of ours.</param>
    public void Add(string log, long since) => _found.Add((log, since));

    /// <summary>Adds those that show only by the change of their folder.</summary>
    /// <param name="files">What is followed.</param>
    /// <param name="isFirst">The folders are seen for the first time: nothing can be told of a change.</param>
    public void AddChangedFolders(IEnumerable<TailedFile> files, bool isFirst)
    {
        foreach (var file in files.Where(file => !file.IsRotated && !file.IsCompressed && _parts.MayHaveChanged(file.Log)))
        {
            if (!isFirst)
            {
                Add(file.Log, file.SeenModified);
            }
        }
    }

    /// <summary>The parts of those logs, also of those that are added meanwhile; then nothing is left to look for.</summary>
    /// <returns>All that there are; <c>IsWritten</c> where it was written after we last saw the log.</returns>
    public IEnumerable<(string Path, FileStat Stat, bool IsWritten)> TakeParts()
    {
        for (var i = 0; i < _found.Count; i++)
        {
            var (log, since) = _found[i];
            foreach (var path in RotatedNames.Find(log))
            {
                if (FileStat.TryOf(path, out var stat) && stat.IsRegular)
                {
                    yield return (path, stat, stat.Modified >= WholeSeconds(since) && !_parts.IsIgnored(stat));
                }
            }
        }

        _found.Clear();
    }

    /// <summary>The older parts from before we came are none of ours.</summary>
    /// <param name="logs">Of these logs.</param>
    /// <param name="isFollowed">Those that the path names are ours all the same.</param>
    public void IgnorePartsOf(IEnumerable<string> logs, Func<FileId, bool> isFollowed)
    {
        foreach (var path in logs.Distinct().SelectMany(RotatedNames.Find))
        {
            if (FileStat.TryOf(path, out var stat) && !isFollowed(stat.Id))
            {
                _parts.Ignore(stat);
            }
        }
    }

    /// <summary>Copying and compressing keep the time of the last write, but not always its fractions of a second.</summary>
    private static long WholeSeconds(long time) => time - (time % 1_000_000_000);
}
