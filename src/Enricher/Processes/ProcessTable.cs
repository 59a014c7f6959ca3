using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// The process images of one node, as Tetragon's events tell them in any order: a child before its parent, an exit before
/// its exec, the same one twice or under two ids. Not thread-safe.
/// </summary>
internal sealed class ProcessTable
{
    // Tetragon's have about 40 characters; they are keys of records, too.
    private const int LongestId = ExecId.LongestKnown;
    private const int MostOtherIds = 8;

    private readonly SharedTexts _texts;
    private readonly ImageNotes _notes;
    private readonly WayUp _up;
    private readonly ImagesBy<ImageId> _images = new(static image => image.Id);
    private readonly PidChains _pids = new();
    private readonly LineLists _lines = new();
    private readonly Dictionary<ImageId, ProcessImage> _otherIds = [];
    private readonly List<ProcessImage> _dirty = [];
    private readonly List<ImageId> _forgotten = [];
    private readonly List<ProcessImage> _above = [];

    /// <summary>Makes an empty one.</summary>
    /// <param name="texts">Shared with the tables of other nodes.</param>
    /// <param name="secrets">Blanks secrets in what is kept; null keeps them.</param>
    public ProcessTable(SharedTexts texts, Redaction? secrets = null) =>
        (_texts, _notes, _up) = (texts, new(texts, secrets), new(this));

    public int Count => _images.Count;

    public IReadOnlyCollection<ProcessImage> Images => _images;

    /// <summary>How many places the table has: for those who walk through it in steps.</summary>
    public int Places => _images.Places;

    /// <summary>The sweep's round: images of another one are not known to be worth keeping.</summary>
    public bool Round { get; private set; }

    /// <summary>The image with that id; null when it is not known.</summary>
    public ProcessImage? Find(string? execId) => execId is null ? null : Find(ImageId.Of(execId, _texts));

    /// <summary>The image with that id; null when it is not known.</summary>
    public ProcessImage? Find(ImageId id) => !id.IsSaid ? null : _images.Find(id) ?? _otherIds.GetValueOrDefault(id);

    /// <summary>The latest image with that pid, the head of a chain that leads to ever older ones; null when there is none.</summary>
    public ProcessImage? Newest(long pid) => _pids.Newest(pid);

    /// <summary>
    /// The image of that <see cref="LineKey"/> that was learned last, the head of a list of all (<see cref="ProcessImage.NextOfLine"/>).
    /// The list may be as long as the table; other lines may have the same key.
    /// </summary>
    public ProcessImage? FirstOfLine(uint key) => _lines.First(key);

    /// <summary>What is at a place; the places move when the table grows or an image goes.</summary>
    public ProcessImage? At(int place) => _images.At(place);

    /// <summary>Takes in what an event says of an image.</summary>
    /// <param name="fact">What it says. Without an id or a pid there is nothing to remember.</param>
    /// <param name="news">Whether it was not known before, or less of it.</param>
    /// <returns>The image; null when the fact has no id or pid.</returns>
    public ProcessImage? Learn(ProcessFact fact, out bool news)
    {
        news = false;
        if (fact.ExecId is not { Length: > 0 and <= LongestId } text)
        {
            return null;
        }

        var id = ImageId.Of(text, _texts);
        if (Find(id) is { } known)
        {
            news = Complete(known, fact);
            return known;
        }

        if ((fact.Pid ?? id.Pid) is not (> 0 and <= int.MaxValue and var pid))
        {
            return null; // the kernel's idle task, parent of pid 1
        }

        news = true;
        return Newest(pid) is { } newest && AgentRestarts.SameImage(newest, id, fact, _notes.Line(fact)) is { } same
            ? AlsoCalled(same, id, fact)
            : Begin(id, (int)pid, fact);
    }

    /// <summary>Closes an image's time; the exit may come before anything else that is said of it.</summary>
    public void Exit(ProcessImage image, ProcessFact fact, EventTime end)
    {
        if (image.End is not null)
        {
            return;
        }

        image.End = image.Gone = end;
        _notes.Exit(image, fact);
        Touch(image);
        if (Newest(image.Pid) is { } newest && newest != image && newest.Start <= end && (newest.FromProcFs || image.FromProcFs))
        {
            Leave(newest, end); // an agent that restarted knows the process under the one id, and we the image under another
        }
    }

    /// <summary>An image is over by a time, and nobody says since when. What is known better stays.</summary>
    public void Leave(ProcessImage image, EventTime by)
    {
        if (image.Gone is null)
        {
            image.Gone = by;
            Touch(image);
        }
    }

    /// <summary>
    /// The images above one, closest first, up to pid 1 as far as they are known, the latest few of each pid; ends where the
    /// ids run in a circle.
    /// </summary>
    public void Ancestry(string? parentExecId, List<ProcessImage> ancestors) => _up.Collect(Find(parentExecId), ancestors);

    /// <summary>Adds what is known of the images above one, as <see cref="Ancestry"/> does.</summary>
    public void AncestryOf(ProcessFact process, List<ProcessFact> ancestors)
    {
        _above.Clear();
        Ancestry(Find(process.ExecId)?.ParentExecId ?? process.ParentExecId, _above);
        foreach (var image in _above)
        {
            ancestors.Add(image.ToFact());
        }
    }

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(ProcessImage image)
    {
        image.Saved = true;
        if (_images.Find(image.Id) is { } before)
        {
            Remove(before);
        }

        var cleansed = _notes.Cleanse(image);
        Add(image);
        if (cleansed)
        {
            Touch(image);
        }
    }

    /// <summary>Takes an image out of the table; nothing when it is not there.</summary>
    public void Remove(string execId)
    {
        if (_images.Find(ImageId.Of(execId, _texts)) is { } image)
        {
            Remove(image);
        }
    }

    /// <summary>Takes an image out for good: <c>state.v1</c> is told.</summary>
    public void Forget(ProcessImage image)
    {
        Remove(image);
        if (image.Saved)
        {
            _forgotten.Add(image.Id);
        }

        (image.Saved, image.Dirty) = (false, false);
    }

    /// <summary>Hands over what changed since the last call: images to write, ids to delete.</summary>
    public void TakeChanges(Action<ProcessImage> changed, Action<string> forgotten)
    {
        foreach (var image in _dirty)
        {
            if (image.Dirty)
            {
                (image.Dirty, image.Saved) = (false, true);
                changed(image);
            }
        }

        foreach (var id in _forgotten)
        {
            if (_images.Find(id) is null)
            {
                forgotten(id.ToString());
            }
        }

        _dirty.Clear();
        _forgotten.Clear();
    }

    /// <summary>From now on nothing is known to be worth keeping.</summary>
    public void NextRound() => Round = !Round;

    /// <summary>An image is worth keeping, and so are those above it.</summary>
    public void Keep(ProcessImage image) => _up.Keep(image);

    private ProcessImage Begin(ImageId id, int pid, ProcessFact fact)
    {
        var order = AgentRestarts.Order(Newest(pid), id, fact) ?? (id.Ktime > 0 ? id.Ktime : fact.Start?.UnixNanoseconds ?? 0);
        var image = new ProcessImage(id, order, pid);
        _notes.Complete(image, fact, Parent(fact));
        _up.Count(image);
        Add(image);
        if (_pids.Replace(image) is { } replaced)
        {
            Touch(replaced);
        }

        Touch(image);
        return image;
    }

    private ProcessImage AlsoCalled(ProcessImage image, ImageId id, ProcessFact fact)
    {
        var known = image.Extras ?? new();
        if (known.OtherIds.Count >= MostOtherIds)
        {
            _otherIds.Remove(ImageId.Of(known.OtherIds[0], _texts));
        }

        image.Extras = known with { OtherIds = [.. known.OtherIds.TakeLast(MostOtherIds - 1), id.ToString()] };
        _otherIds[id] = image;
        Complete(image, fact);
        Touch(image);
        return image;
    }

    private bool Complete(ProcessImage image, ProcessFact fact)
    {
        if (ImageNotes.Knows(image, fact))
        {
            return false;
        }

        _lines.Remove(image);
        var news = _notes.Complete(image, fact, Parent(fact));
        _lines.Add(image);
        if (news)
        {
            Keep(image);
            Touch(image);
        }

        return news;
    }

    private ImageId Parent(ProcessFact fact)
    {
        var parent = fact.ParentExecId?.Length <= LongestId ? ImageId.Of(fact.ParentExecId, _texts) : default;
        return Find(parent)?.Id ?? parent;
    }

    private void Touch(ProcessImage image)
    {
        if (!image.Dirty)
        {
            image.Dirty = true;
            _dirty.Add(image);
        }
    }

    private void Add(ProcessImage image)
    {
        _images.Set(image);
        _pids.Add(image);
        _lines.Add(image);
        foreach (var other in image.Extras?.OtherIds ?? [])
        {
            _otherIds[ImageId.Of(other, _texts)] = image;
        }

        image.Round = !Round;
        Keep(image);
    }

    private void Remove(ProcessImage image)
    {
        _images.Remove(image.Id);
        _pids.Remove(image);
        _lines.Remove(image);
        foreach (var other in image.Extras?.OtherIds ?? [])
        {
            if (_otherIds.GetValueOrDefault(ImageId.Of(other, _texts)) == image)
            {
                _otherIds.Remove(ImageId.Of(other, _texts));
            }
        }
    }
}
