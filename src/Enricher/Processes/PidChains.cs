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

    /// <summary>Puts an image in its place.</summary>
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
        }
        else
        {
            image.LeftOut = true;
        }
    }

    /// <summary>
    /// What another one replaced is over by then. To be said of each new image alone: what is put back knows it already, also when the
    /// one that replaced it is forgotten by then, or comes first.
    /// </summary>
    /// <returns>The image that the new one replaced; null when there is none, or it was over.</returns>
    public ProcessImage? Replace(ProcessImage image)
    {
        var newer = image.LeftOut ? Newest(image.Pid) : image.Newer;
        image.Gone ??= newer is null || newer.Start == default ? null : newer.Start;
        if (image.Start == default || image.Older is not { Gone: null } replaced)
        {
            return null;
        }

        replaced.Gone = image.Start > replaced.Start ? image.Start : replaced.Start;
        return replaced;
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
