namespace Eyrie.Enricher.Processes;

/// <summary>Leads from an image to the one above it, past whatever a process does to hide who started it.</summary>
internal sealed class WayUp(ProcessTable table)
{
    // Deeper than any real tree; a longer chain is an attack on whoever draws it.
    private const int MaxDepth = 64;

    // A program may exec itself again and again: its images must not push those above it out of sight.
    private const int MaxImagesOfOnePid = 8;
    private const int MaxSteps = 4_096;

    /// <summary>As <see cref="ProcessTable.Ancestry"/>.</summary>
    public void Collect(ProcessImage? image, List<ProcessImage> ancestors)
    {
        for (var (steps, ofOnePid) = (0, 0); image is not null && steps < MaxSteps; steps++)
        {
            if (ancestors.Count == MaxDepth || ancestors.Contains(image))
            {
                return;
            }

            if (ofOnePid < MaxImagesOfOnePid)
            {
                ancestors.Add(image);
            }

            image = Next(image, ref ofOnePid);
        }
    }

    /// <summary>As <see cref="ProcessTable.Keep"/>.</summary>
    public void Keep(ProcessImage image)
    {
        var ofOnePid = 0;
        for (var kept = image; kept is not null && kept.Round != table.Round; kept = Next(kept, ref ofOnePid))
        {
            kept.Round = table.Round;
        }
    }

    /// <summary>Notes how many images of its process come before a new one; one that has a great many gets a shorter way up.</summary>
    public void Count(ProcessImage image)
    {
        if (table.Find(image.Parent) is not { } before || before.Pid != image.Pid)
        {
            return;
        }

        image.Execs = (byte)Math.Min(before.Execs + 1, byte.MaxValue);
        if (image.Execs > MaxImagesOfOnePid)
        {
            image.Extras = (image.Extras ?? new()) with { Origin = before.Extras?.Origin ?? First(before).ExecId };
        }
    }

    // Past the latest images of a pid it goes on from the first: what an attacker's process ran in between may be forgotten.
    private ProcessImage? Next(ProcessImage image, ref int ofOnePid)
    {
        if (ofOnePid >= MaxImagesOfOnePid && table.Find(image.Extras?.Origin) is { } first && first != image)
        {
            return first;
        }

        var above = table.Find(image.Parent);
        ofOnePid = above?.Pid == image.Pid ? ofOnePid + 1 : 0;
        return above;
    }

    private ProcessImage First(ProcessImage image)
    {
        for (var steps = 0; steps < MaxSteps && table.Find(image.Parent) is { } before && before.Pid == image.Pid; steps++)
        {
            image = before;
        }

        return image;
    }
}
