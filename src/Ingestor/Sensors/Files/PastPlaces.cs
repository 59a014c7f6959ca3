namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>How far files were read that are not followed now: a file that comes again, or a copy of one, is known by it.</summary>
internal sealed class PastPlaces
{
    private const int Most = 100;

    private readonly List<Place> _all = [];
    private readonly HashSet<Place> _saved = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<Place> All => _all;

    /// <summary>Those that another process of ours left, and whose file was not found yet.</summary>
    public IEnumerable<Place> Saved => _all.Where(_saved.Contains);

    /// <summary>Begins with what another process of ours left.</summary>
    public void Restore(IReadOnlyList<Place> places)
    {
        _all.AddRange(places);
        _saved.UnionWith(places);
    }

    /// <summary>Everything was looked for.</summary>
    public void ForgetSaved() => _saved.Clear();

    public void Remember(Place place)
    {
        _all.Add(place);
        if (_all.Count > Most)
        {
            _all.RemoveAt(0);
        }
    }

    public void Remove(Place place) => _all.Remove(place);

    public bool Has(FileId id) => _all.Exists(place => place.Id == id);

    /// <summary>When a file that had this name was last written; 0 when none is known.</summary>
    public long ModifiedOf(string path) => _all.FindLast(place => place.Path == path)?.Modified ?? 0;

    /// <summary>The place in a file: by its inode, whose number may be used again; else, where an overlay has copied the file, by its name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Place? Find(string path, FileId id, IContent content) =>
        Furthest(place => place.Id == id && place.IsCompressed == RotatedNames.IsCompressed(path), content)
        ?? Furthest(place => _saved.Contains(place) && place.Path == path && place.Fingerprint.At > 0, content);

    private Place? Furthest(Func<Place, bool> which, IContent content) =>
        _all.Where(which).OrderBy(place => place.Fingerprint.At).LastOrDefault(place => place.Fingerprint.Matches(content));
}
