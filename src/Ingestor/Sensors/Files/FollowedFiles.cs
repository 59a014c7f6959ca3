using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Knows which files there are to read: those that the path names, and the older parts of their logs when one was renamed or emptied
/// between two looks (<see cref="Rotations"/>). Finds a known file under a new name by its inode, and a copy or a compressed part by its
/// content (<see cref="KnownCopies"/>).
/// </summary>
internal sealed class FollowedFiles : IDisposable
{
    private readonly SensorContext _context;
    private readonly FileGlob _glob;
    private readonly Dictionary<FileId, TailedFile> _byId = [];
    private readonly List<TailedFile> _files = [];
    private readonly PastPlaces _past = new();
    private readonly Rotations _rotations = new();
    private readonly ToldOnce _told;
    private readonly FileOpening _opening;
    private readonly KnownCopies _copies;
    private bool _isFirst = true;
    private bool _wasHere;

    public FollowedFiles(SensorContext context, SensorFormat format, ILogger logger)
    {
        (_context, _glob, _told) = (context, new(context.Sensor.Path!), new(context.Sensor.Name, logger));
        _opening = new(context, format, _past, _told);
        _copies = new(context, _files, _past, logger);
    }

    /// <summary>In the order in which they are to be read.</summary>
    public IReadOnlyList<TailedFile> Files => _files;

    /// <summary>Begins with what was saved; null when nothing ever was.</summary>
    public void Restore(IReadOnlyList<Place>? places)
    {
        _opening.AtEnd = places is null && _context.Sensor.StartAt is FileStart.End;
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

        SeeParts();
        _past.ForgetSaved();
        (_isFirst, _opening.AtEnd) = (false, false);
        LookAtUnlisted();
        _files.Sort(static (one, other) => Order(one).CompareTo(Order(other)));
    }

    /// <summary>A file has another content than was read of it: its parts may have the rest of the old.</summary>
    public void Replaced(TailedFile file, Place place)
    {
        _past.Remember(place);
        _rotations.Add(file.Log, Math.Min(place.Modified, file.SeenModified));
    }

    /// <inheritdoc cref="KnownCopies.Recognise"/>
    public bool Recognise(TailedFile file) => _copies.Recognise(file);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>
    /// Those that were read before come first, or a new one that is a copy would repeat the rest of its original; then older parts, before
    /// the log that has their name now: the times of both may be within one tick of the system's clock; then by age, which of equal times the
    /// names tell.
    /// </summary>
    private static (bool IsNew, bool IsLog, long Modified, int Moves, string Path) Order(TailedFile file) =>
        (file.IsNew, !file.IsRotated, file.Stat.Modified, file.IsRotated ? -RotatedNames.Moves(file.Path) : 0, file.Path);

    private string[] List()
    {
        try
        {
            return [.. _glob.List()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _told.Tell(_context.Sensor.Path!, e.Message);
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
            _told.Tell(path, "it is no file");
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

        file.See(stat, _context.Time);
        file.IsListed = true;
    }

    private void Rotated(TailedFile file)
    {
        if (!file.IsRotated)
        {
            file.IsRotated = true;
            _rotations.Add(file.Log, file.Stat.Modified);
        }
    }

    private TailedFile? Follow(string path, in FileStat stat)
    {
        if (_opening.Open(path, stat) is not { } file)
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
            _rotations.Add(path, named.Stat.Modified);
        }
        else if (!_isFirst)
        {
            _rotations.Add(path, _past.ModifiedOf(path)); // it may have parts already
        }

        _byId[stat.Id] = file;
        _files.Add(file);
        return file;
    }

    /// <summary>Follows the older parts of the logs that were rotated: those that are known, or were written after we last saw the log.</summary>
    private void SeeParts()
    {
        _rotations.AddChangedFolders(_files, _isFirst);
        foreach (var place in _past.Saved)
        {
            _rotations.Add(place.Path, place.Modified);
        }

        foreach (var (path, stat, isWritten) in _rotations.TakeParts())
        {
            if (_byId.TryGetValue(stat.Id, out var file))
            {
                SeeAgain(file, path, stat);
            }
            else if ((isWritten || _past.Has(stat.Id)) && Follow(path, stat) is { } part)
            {
                part.IsRotated = true;
            }
        }

        if (_isFirst && !_wasHere)
        {
            _rotations.IgnorePartsOf(_files.Select(file => file.Log).Append(_context.Sensor.Path!), _byId.ContainsKey);
        }
    }

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
            file.See(file.Content.Stat(), _context.Time);
            if (file.IsFinished && (!file.Stat.IsLinked || _context.Time.GetElapsedTime(file.ChangedAt) >= FileTailing.UnlistedTime))
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
