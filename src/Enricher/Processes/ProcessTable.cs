using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// The process images of one node, as Tetragon's events tell them in any order: a child before its parent, an exit before
/// its exec, the same one twice. Not thread-safe.
/// </summary>
internal sealed class ProcessTable(SharedTexts texts)
{
    // Deeper than any real tree; a longer chain is an attack on whoever draws it.
    private const int MaxDepth = 64;

    // A program may exec itself again and again: its images must not push those above it out of sight.
    private const int MaxImagesOfOnePid = 8;
    private const int MaxSteps = 4_096;

    // Tetragon's have about 40 characters; they are keys of records, too.
    private const int LongestId = 512;

    private readonly Dictionary<string, ProcessImage> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<long, ProcessImage> _newest = [];
    private readonly Dictionary<uint, ProcessImage> _lines = [];
    private readonly List<ProcessImage> _dirty = [];
    private readonly List<string> _forgotten = [];
    private readonly List<ProcessImage> _above = [];

    public int Count => _images.Count;

    public IReadOnlyCollection<ProcessImage> Images => _images.Values;

    /// <summary>The image with that id; null when it is not known.</summary>
    public ProcessImage? Find(string? execId) =>
        execId is not null && _images.TryGetValue(execId, out var image) ? image : null;

    /// <summary>The latest image with that pid, the head of a chain that leads to ever older ones; null when there is none.</summary>
    public ProcessImage? Newest(long pid) => _newest.GetValueOrDefault(pid);

    /// <summary>
    /// The image of that <see cref="LineKey"/> that was learned last, the head of a list of all (<see cref="ProcessImage.NextOfLine"/>).
    /// The list may be as long as the table; other lines may have the same key.
    /// </summary>
    public ProcessImage? FirstOfLine(uint key) => _lines.GetValueOrDefault(key);

    /// <summary>Takes in what an event says of an image.</summary>
    /// <param name="fact">What it says. Without an id or a pid there is nothing to remember.</param>
    /// <param name="news">Whether it was not known before, or less of it.</param>
    /// <returns>The image; null when the fact has no id or pid.</returns>
    public ProcessImage? Learn(ProcessFact fact, out bool news)
    {
        news = false;
        if (fact.ExecId is not { Length: > 0 and <= LongestId } id)
        {
            return null;
        }

        if (_images.TryGetValue(id, out var image))
        {
            news = Complete(image, fact);
            return image;
        }

        _ = ExecId.TryParse(id, out var told);
        var pid = fact.Pid ?? told.Pid;
        if (pid <= 0)
        {
            return null; // the kernel's idle task, parent of pid 1
        }

        image = new(id, told.Ktime > 0 ? told.Ktime : fact.Start?.UnixNanoseconds ?? 0, pid);
        Complete(image, fact);
        Add(image);
        Touch(image);
        news = true;
        return image;
    }

    /// <summary>Closes an image's time; the exit may come before anything else that is said of it.</summary>
    public void Exit(ProcessImage image, ProcessFact fact, EventTime end)
    {
        if (image.End is not null)
        {
            return;
        }

        image.End = image.Gone = end;
        if (fact.ExitCode is not null || fact.ExitSignal is not null)
        {
            image.Extras = (image.Extras ?? new()) with { ExitCode = fact.ExitCode, ExitSignal = texts.Share(KeptText.Cut(fact.ExitSignal)) };
        }

        Touch(image);
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
    public void Ancestry(string? parentExecId, List<ProcessImage> ancestors)
    {
        var ofOnePid = 0;
        var image = Find(parentExecId);
        for (var steps = 0; image is not null && steps < MaxSteps; steps++, image = Find(image.ParentExecId))
        {
            if (ancestors.Count == MaxDepth || ancestors.Contains(image))
            {
                return;
            }

            ofOnePid = ancestors is [.., var last] && last.Pid == image.Pid ? ofOnePid + 1 : 0;
            if (ofOnePid < MaxImagesOfOnePid)
            {
                ancestors.Add(image);
            }
        }
    }

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
        Remove(image.ExecId);
        Add(image);
    }

    /// <summary>Takes an image out of the table; nothing when it is not there.</summary>
    public void Remove(string execId)
    {
        if (!_images.Remove(execId, out var image))
        {
            return;
        }

        RemoveLine(image);
        if (image.Older is { } older)
        {
            older.Newer = image.Newer;
        }

        if (image.Newer is { } newer)
        {
            newer.Older = image.Older;
        }
        else if (image.Older is not null)
        {
            _newest[image.Pid] = image.Older;
        }
        else
        {
            _newest.Remove(image.Pid);
        }

        (image.Older, image.Newer) = (null, null);
    }

    /// <summary>Takes an image out for good: <c>state.v1</c> is told.</summary>
    public void Forget(ProcessImage image)
    {
        Remove(image.ExecId);
        if (image.Saved)
        {
            _forgotten.Add(image.ExecId);
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
            if (!_images.ContainsKey(id))
            {
                forgotten(id);
            }
        }

        _dirty.Clear();
        _forgotten.Clear();
    }

    private void Touch(ProcessImage image)
    {
        if (!image.Dirty)
        {
            image.Dirty = true;
            _dirty.Add(image);
        }
    }

    private bool Complete(ProcessImage image, ProcessFact fact)
    {
        if (image.Executable is not null && image.ParentExecId is not null && image.Start != default
            && (image.ContainerId is not null || fact.ContainerId is null))
        {
            return false; // the usual case: all is known
        }

        var before = (image.Executable, image.ParentExecId, image.Start, image.ContainerId, image.CommandLine);
        image.ParentExecId ??= Find(fact.ParentExecId)?.ExecId ?? (fact.ParentExecId?.Length <= LongestId ? fact.ParentExecId : null);
        image.Start = image.Start == default ? fact.Start ?? default : image.Start;
        image.Executable ??= texts.Share(KeptText.Cut(fact.Executable));
        image.CommandLine ??= fact.CommandLine == fact.Executable ? image.Executable : KeptText.Cut(fact.CommandLine);
        image.WorkingDirectory ??= texts.Share(KeptText.Cut(fact.WorkingDirectory));
        image.Flags ??= texts.Share(KeptText.Cut(fact.Flags));
        image.ContainerId ??= texts.Share(KeptText.Cut(fact.ContainerId));
        image.User ??= texts.Share(fact.User?.Name?.Length > KeptText.Longest ? null : fact.User);
        image.Extras ??= ImageExtras.From(fact);
        var news = before != (image.Executable, image.ParentExecId, image.Start, image.ContainerId, image.CommandLine);
        if (news && _images.ContainsKey(image.ExecId))
        {
            Touch(image);
            if (before.CommandLine is null)
            {
                AddLine(image);
            }
        }

        return news;
    }

    private void Add(ProcessImage image)
    {
        _images.Add(image.ExecId, image);
        AddLine(image);
        if (!_newest.TryGetValue(image.Pid, out var newer) || image.IsAfter(newer))
        {
            image.Older = newer;
            if (newer is not null)
            {
                newer.Newer = image;
            }

            _newest[image.Pid] = image;
        }
        else
        {
            while (newer.Older is { } older && older.IsAfter(image))
            {
                newer = older;
            }

            (image.Older, image.Newer, newer.Older) = (newer.Older, newer, image);
            if (image.Older is { } next)
            {
                next.Newer = image;
            }

            image.Gone ??= newer.Start == default ? null : newer.Start;
        }

        if (image.Start != default && image.Older is { Gone: null } replaced)
        {
            replaced.Gone = image.Start;
        }
    }

    private void AddLine(ProcessImage image)
    {
        if (LineKey.Of(image) is not { } key)
        {
            return;
        }

        if (_lines.TryGetValue(key, out var first))
        {
            (image.NextOfLine, first.PreviousOfLine) = (first, image);
        }

        _lines[key] = image;
    }

    private void RemoveLine(ProcessImage image)
    {
        var (next, previous) = (image.NextOfLine, image.PreviousOfLine);
        if (next is not null)
        {
            next.PreviousOfLine = previous;
        }

        if (previous is not null)
        {
            previous.NextOfLine = next;
        }
        else if (LineKey.Of(image) is not { } key)
        {
            return;
        }
        else if (next is not null)
        {
            _lines[key] = next;
        }
        else
        {
            _lines.Remove(key);
        }

        (image.NextOfLine, image.PreviousOfLine) = (null, null);
    }
}
