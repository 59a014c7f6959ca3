using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// Forgets images: those that ended long ago and from which nothing remembered descends, then, when there are still too
/// many, the ones that ended first, in the end the ones that started first.
/// </summary>
internal sealed class ProcessSweep(int most, TimeSpan memory)
{
    private readonly List<ProcessImage> _victims = [];

    public void Run(ProcessTable table, EventTime now)
    {
        Mark(table, now - memory);
        foreach (var image in table.Images)
        {
            if (!image.Reached)
            {
                _victims.Add(image);
            }
        }

        Forget(table, _victims.Count);
        if (table.Count > most)
        {
            _victims.AddRange(table.Images);
            _victims.Sort(ByUse);
            Forget(table, table.Count - (most - (most / 10)));
        }
    }

    private static void Mark(ProcessTable table, EventTime horizon)
    {
        foreach (var image in table.Images)
        {
            image.Reached = false;
        }

        foreach (var image in table.Images)
        {
            var live = image.Gone is not { } gone || gone > horizon;
            for (var kept = live ? image : null; kept is { Reached: false }; kept = table.Find(kept.ParentExecId))
            {
                kept.Reached = true;
            }
        }
    }

    private static int ByUse(ProcessImage left, ProcessImage right) =>
        left.Gone is { } leftGone
            ? right.Gone is { } rightGone ? leftGone.CompareTo(rightGone) : -1
            : right.Gone is null ? left.Start.CompareTo(right.Start) : 1;

    private void Forget(ProcessTable table, int count)
    {
        for (var i = 0; i < count; i++)
        {
            table.Forget(_victims[i]);
        }

        _victims.Clear();
    }
}
