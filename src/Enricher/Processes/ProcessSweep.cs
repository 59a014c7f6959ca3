using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// Forgets images of one node: those that ended long ago and from which nothing remembered descends, in small steps; and
/// when there are too many, at once, the ones that ended first, in the end the ones that started first.
/// </summary>
internal sealed class ProcessSweep(ProcessTable table, int most, TimeSpan memory)
{
    private EventTime _horizon;
    private Phase _phase;
    private int _at;
    private int _places;

    private enum Phase
    {
        Idle,
        Marking,
        Forgetting,
    }

    /// <summary>A round is not at its end.</summary>
    public bool IsBusy => _phase is not Phase.Idle;

    /// <summary>Begins to look for what ended long ago, unless it is still at it.</summary>
    public void Begin(EventTime now)
    {
        if (_phase is Phase.Idle)
        {
            table.NextRound();
            _horizon = now - memory;
            Enter(Phase.Marking);
        }
    }

    /// <summary>Goes on for so many places of the table.</summary>
    public void Step(int places)
    {
        if (table.Count > most)
        {
            Shed(table.Count - (most - (most / 10)));
            _at = 0;
        }

        while (_phase is not Phase.Idle && places > 0)
        {
            if (_places != table.Places)
            {
                Enter(_phase); // it grew, and all are elsewhere
            }

            for (; _at < _places && places > 0; places--)
            {
                Look(table.At(_at));
            }

            if (_at == _places)
            {
                Enter(_phase is Phase.Marking ? Phase.Forgetting : Phase.Idle);
            }
        }
    }

    private void Enter(Phase phase) => (_phase, _at, _places) = (phase, 0, table.Places);

    private void Look(ProcessImage? image)
    {
        if (image is not null && _phase is Phase.Forgetting && image.Round != table.Round)
        {
            table.Forget(image); // another one may be here now
            return;
        }

        if (image is not null && _phase is Phase.Marking && (image.Gone is not { } gone || gone > _horizon))
        {
            table.Keep(image);
        }

        _at++;
    }

    private void Shed(int count)
    {
        var uses = new long[table.Count];
        var images = new ProcessImage[table.Count];
        var i = 0;
        foreach (var image in table.Images)
        {
            (uses[i], images[i++]) = (Use(image), image);
        }

        Array.Sort(uses, images);
        for (i = 0; i < count; i++)
        {
            table.Forget(images[i]);
        }
    }

    // Those that ended come first. Halved, so that there is room above the latest of them.
    private static long Use(ProcessImage image) => image.Gone is { } gone
        ? gone.UnixNanoseconds / 2
        : (image.Start.UnixNanoseconds / 2) + (1L << 62);
}
