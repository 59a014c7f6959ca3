namespace Eyrie.Enricher.Processes;

/// <summary>The images of each pid in a chain, newest first.</summary>
internal sealed class PidChains
{
    // Late news are put in their place, but nobody can make that search long: what so many images of its pid came after is
    // found by its id alone.
    private const int MostSteps = 256;

    private readonly ImagesBy<int> _newest = new(static image => (int)image.Pid);

    /// <summary>The latest image of a pid; null when there is none.</summary>
    public ProcessImage? Newest(long pid) => pid is > 0 and <= int.MaxValue ? _newest.Find((int)pid) : null;

    /// <summary>Puts an image in its place. What another one replaced is over by then.</summary>
    public void Add(ProcessImage image)
    {
        var newest = Newest(image.Pid);
        if (newest is null || image.IsAfter(newest))
        {
            Link(image, newest);
            _newest.Set(image);
        }
        else if (JustAfter(image, newest) is { } newer)
        {
            (image.Newer, newer.Older, var older) = (newer, image, newer.Older);
            Link(image, older);
            image.Gone ??= newer.Start == default ? null : newer.Start;
        }
        else
        {
            image.LeftOut = true;
            image.Gone ??= newest.Start;
            return;
        }

        if (image.Start != default && image.Older is { Gone: null } replaced)
        {
            replaced.Gone = image.Start > replaced.Start ? image.Start : replaced.Start;
        }
    }

    /// <summary>Takes an image out.</summary>
    public void Remove(ProcessImage image)
    {
        if (image.LeftOut)
        {
            image.LeftOut = false;
            return;
        }

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
            _newest.Set(image.Older);
        }
        else
        {
            _newest.Remove((int)image.Pid);
        }

        (image.Older, image.Newer) = (null, null);
    }

    private static ProcessImage? JustAfter(ProcessImage image, ProcessImage newest)
    {
        var newer = newest;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (newer.Older is not { } older || image.IsAfter(older))
            {
                return newer;
            }

            newer = older;
        }

        return null;
    }

    private static void Link(ProcessImage image, ProcessImage? older)
    {
        image.Older = older;
        if (older is not null)
        {
            older.Newer = image;
        }
    }
}
