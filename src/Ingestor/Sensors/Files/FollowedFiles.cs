using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Knows which files there are to read: those that the path names, and the older parts of their logs when one was renamed or emptied
/// between two looks. Finds a known file under a new name by its inode, and a copy or a compressed part by its content.
/// </summary>
internal sealed class FollowedFiles(SensorContext context, SensorFormat format, ILogger logger) : IDisposable
{
    private readonly FileGlob _glob = new(context.Sensor.Path!);
    private readonly Dictionary<FileId, TailedFile> _byId = [];
    private readonly List<TailedFile> _files = [];
    private readonly PastPlaces _past = new();
    private readonly LogParts _parts = new();
    private readonly List<(string Log, long Since)> _rotations = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private bool _isFirst = true;
    private bool _wasHere;
    private bool _atEnd;

    /// <summary>
    /// Those that were read before come first, or a new one that is a copy would repeat the rest of its original; then older parts, before
    /// the log that has their name now: the times of both may be within one tick of the system's clock; then by age.
    /// </summary>
    public IReadOnlyList<TailedFile> Files => _files;

    /// <summary>Begins with what was saved; null when nothing ever was.</summary>
    public void Restore(IReadOnlyList<Place>? places)
    {
        _atEnd = places is null && context.Sensor.StartAt is FileStart.End;
        _wasHere = places is not null;
        _past.Restore(places ?? []);
    }

    /// <summary>Every place that is known, for a checkpoint.</summary>
    public IReadOnlyList<Place> Places() => [.. _past.All, .. _files.Select(file => file.ToPlace())];

    /// <summary>Looks which files there are.</summary>
    public void Look()
    {
        foreach (var file in _files)
        {
            (file.IsListed, file.SeenModified) = (false, file.Stat.Modified);
        }

        foreach (var path in List())
        {
            See(path);
        }

        foreach (var file in _files)
        {
            file.IsRotated |= (_isFirst || file.IsNew) && _files.Exists(log => log.Path != file.Path && RotatedNames.IsPart(log.Path, file.Path));
        }

        LookForParts();
        _past.ForgetSaved();
        (_isFirst, _atEnd) = (false, false);
        LookAtUnlisted();
        _files.Sort(static (one, other) => Order(one).CompareTo(Order(other)));
    }

    /// <summary>A file has another content than was read of it: its parts may have the rest of the old.</summary>
    public void Replaced(TailedFile file, Place place)
    {
        _past.Remember(place);
        _rotations.Add((file.Log, Math.Min(place.Modified, file.SeenModified)));
    }

    /// <summary>A file that was never read may be a copy of one that was: then it goes on where that one stopped.</summary>
    /// <returns>False while that cannot be told: it may be a copy that is still being made.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Recognise(TailedFile file)
    {
        var others = _files.Where(other => other != file).Select(other => other.ToPlace());
        var candidates = _past.All.Concat(others).Where(place => place.Fingerprint.At > 0 && MayBeCopy(place, file)).ToList();
        var known = candidates.OrderBy(place => place.Fingerprint.At).LastOrDefault(place => place.Fingerprint.Matches(file.Content));
        if (known is not null)
        {
            file.ContinueAt(known);
            HandOn(known);
            logger.CopyRecognised(context.Sensor.Name, file.Path, known.Path, known.Offset);
        }
        else if (!file.IsCompressed && candidates.Exists(place => place.Fingerprint.MayBecome(file.Content, file.Stat.Size))
            && context.Time.GetElapsedTime(file.ChangedAt) < FileTailing.QuietTime)
        {
            return false;
        }

        file.IsNew = known is null && file.Stat.Size == 0; // what it is shows when it has something
        return true;
    }

    /// <summary>A deleted file whose compressed copy is read on: its last line is the copy's.</summary>
    private void HandOn(Place place)
    {
        if (_files.Find(file => !file.IsListed && !file.Stat.IsLinked && file.ToPlace() == place) is { } deleted)
        {
            deleted.IsFinished = true;
        }
    }

    /// <summary>Says something about a path, once.</summary>
    public void TellOnce(string path, string what)
    {
        if (_told.Count < 1_000 && _told.Add($"{path}\n{what}"))
        {
            logger.FileUnreadable(context.Sensor.Name, path, what);
        }
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static (bool IsNew, bool IsLog, long Modified, string Path) Order(TailedFile file) =>
        (file.IsNew, !file.IsRotated, file.Stat.Modified, file.Path);

    private static bool MayBeCopy(Place place, TailedFile file) => file.IsCompressed
        || (place.Path != file.Path && RotatedNames.IsPart(place.Path, file.Path))
        || (place.IsCompressed && file.IsRotated); // it was compressed before it could be told what it is

    private string[] List()
    {
        try
        {
            return [.. _glob.List()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TellOnce(context.Sensor.Path!, e.Message);
            return [];
        }
    }

    private void See(string path)
    {
        if (!FileStat.TryOf(path, out var stat))
        {
            return;
        }

        if (!stat.IsRegular)
        {
            TellOnce(path, "it is no file");
        }
        else if (_byId.TryGetValue(stat.Id, out var file) && file.IsCompressed == RotatedNames.IsCompressed(path))
        {
            SeeAgain(file, path, stat);
        }
        else
        {
            Follow(path, stat);
        }
    }

    private void SeeAgain(TailedFile file, string path, in FileStat stat)
    {
        if (file.IsListed)
        {
            return; // it has several names
        }

        if (file.Path != path && !(FileStat.TryOf(file.Path, out var named) && named.Id == stat.Id))
        {
            Rotated(file);
            file.IsRotated = path != file.Log; // or it has its name back
            file.Path = path;
        }

        Update(file, stat);
        file.IsListed = true;
    }

    private void Update(TailedFile file, in FileStat stat)
    {
        if (stat.Size != file.Stat.Size || stat.Modified != file.Stat.Modified)
        {
            file.ChangedAt = context.Time.GetTimestamp();
            file.IsFinished = false;
        }

        file.Stat = stat;
    }

    private void Rotated(TailedFile file)
    {
        if (!file.IsRotated)
        {
            file.IsRotated = true;
            _rotations.Add((file.Log, file.Stat.Modified));
        }
    }

    private TailedFile? Follow(string path, in FileStat stat)
    {
        if (Open(path, stat) is not { } file)
        {
            return null;
        }

        if (_byId.Remove(stat.Id, out var other))
        {
            Forget(other);
        }

        if (_files.Find(before => before.Path == path) is { } named)
        {
            named.IsRotated = true;
            _rotations.Add((path, named.Stat.Modified));
        }
        else if (!_isFirst)
        {
            _rotations.Add((path, _past.ModifiedOf(path))); // it may have parts already
        }

        _byId[stat.Id] = file;
        _files.Add(file);
        return file;
    }

    private TailedFile? Open(string path, FileStat stat)
    {
        IContent? content = null;
        try
        {
            var handle = PlainContent.Open(path);
            content = RotatedNames.IsCompressed(path) ? new GzipContent(handle) : new PlainContent(handle);
            if (content.Stat().Id != stat.Id)
            {
                content.Dispose(); // another one took its name just now
                return null;
            }

            return Begin(path, stat, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            content?.Dispose();
            TellOnce(path, e.Message);
            return null;
        }
    }

    private TailedFile Begin(string path, FileStat stat, IContent content)
    {
        var place = _past.Find(path, stat.Id, content);
        var file = new TailedFile(path, stat, content, TailedFile.EventsOf(context, format))
        {
            Log = place?.Path ?? path,
            ChangedAt = context.Time.GetTimestamp(),
            IsNew = !_atEnd && place is null or { Offset: 0, Fingerprint.At: 0 },
            IsRotated = place is not null && place.Path != path,
        };
        if (place is not null)
        {
            file.ContinueAt(place);
            file.Read = place.Size >= 0 ? stat with { Size = place.Size, Modified = place.Modified } : null;
            _past.Remove(place);
        }
        else if (_atEnd)
        {
            file.StartAtEnd();
        }

        return file;
    }

    /// <summary>Follows the older parts of the logs whose folder has changed, and of those that were renamed or emptied.</summary>
    private void LookForParts()
    {
        foreach (var file in _files.Where(file => !file.IsRotated && !file.IsCompressed && _parts.MayHaveChanged(file.Log)))
        {
            if (!_isFirst)
            {
                _rotations.Add((file.Log, file.SeenModified));
            }
        }

        _rotations.AddRange(_past.Saved.Select(place => (place.Path, place.Modified)));
        for (var i = 0; i < _rotations.Count; i++) // looking may find more
        {
            SeeParts(_rotations[i].Log, _rotations[i].Since);
        }

        _rotations.Clear();
        if (_isFirst && !_wasHere)
        {
            IgnoreParts();
        }
    }

    /// <summary>Follows the parts of a log that are known, or were written after we last saw it.</summary>
    private void SeeParts(string log, long since)
    {
        foreach (var path in RotatedNames.Find(log))
        {
            if (!FileStat.TryOf(path, out var stat) || !stat.IsRegular)
            {
                continue;
            }

            if (_byId.TryGetValue(stat.Id, out var file))
            {
                SeeAgain(file, path, stat);
            }
            else if (((stat.Modified >= WholeSeconds(since) && !_parts.IsIgnored(stat)) || _past.Has(stat.Id)) && Follow(path, stat) is { } part)
            {
                part.IsRotated = true;
            }
        }
    }

    /// <summary>The older parts from before we came are none of ours.</summary>
    private void IgnoreParts()
    {
        foreach (var path in _files.Select(file => file.Log).Append(context.Sensor.Path!).Distinct().SelectMany(RotatedNames.Find))
        {
            if (FileStat.TryOf(path, out var stat) && !_byId.ContainsKey(stat.Id))
            {
                _parts.Ignore(stat);
            }
        }
    }

    /// <summary>Copying and compressing keep the time of the last write, but not always its fractions of a second.</summary>
    private static long WholeSeconds(long time) => time - (time % 1_000_000_000);

    /// <summary>What the listing does not have is read on through the open file, until nobody writes to it any more.</summary>
    private void LookAtUnlisted()
    {
        for (var i = _files.Count - 1; i >= 0; i--)
        {
            var file = _files[i];
            if (file.IsListed)
            {
                continue;
            }

            Rotated(file);
            Update(file, file.Content.Stat());
            if (file.IsFinished && (!file.Stat.IsLinked || context.Time.GetElapsedTime(file.ChangedAt) >= FileTailing.UnlistedTime))
            {
                Forget(file);
            }
        }
    }

    private void Forget(TailedFile file)
    {
        _past.Remember(file.ToPlace());
        _byId.Remove(file.Stat.Id);
        _files.Remove(file);
        file.Dispose();
    }
}
