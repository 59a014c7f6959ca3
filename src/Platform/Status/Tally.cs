using System.Diagnostics.Metrics;

namespace Eyrie.Platform.Status;

/// <summary>What an instrument measured. Any thread measures: it compares a few tags and adds, and allocates only when tags are new.</summary>
/// <param name="kind">How measurements become figures.</param>
internal sealed class Tally(TallyKind kind)
{
    private const int MostCells = 5000; // tags are of fixed sets; addresses and versions may be many
    private readonly Lock _gate = new();
    private volatile FigureCell[] _cells = [];

    /// <summary>The present round of looking at gauges that speak when asked.</summary>
    public long Round { get; set; }

    /// <summary>What there is.</summary>
    public IEnumerable<FigureCell> Cells => kind is TallyKind.Asked ? _cells.Where(cell => cell.Round == Round) : _cells;

    /// <summary>How an instrument is to be tallied.</summary>
    public static TallyKind KindOf(Instrument instrument) => instrument switch
    {
        { IsObservable: true } => TallyKind.Asked,
        Histogram<double> => TallyKind.Histogram,
        Gauge<int> or Gauge<long> or Gauge<double> => TallyKind.Told,
        _ => TallyKind.Sum,
    };

    /// <summary>An instrument measured a whole number.</summary>
    public void Measured(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (kind is TallyKind.Sum)
        {
            Find(tags)?.Add(value);
        }
        else
        {
            Measured((double)value, tags);
        }
    }

    /// <summary>An instrument measured another number.</summary>
    public void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!double.IsFinite(value) || Find(tags) is not { } cell)
        {
            return;
        }

        if (kind is TallyKind.Histogram)
        {
            cell.Measure(value);
        }
        else
        {
            cell.Say(value);
            cell.Round = Round;
        }
    }

    /// <summary>A second passed.</summary>
    public void Tick(int slot)
    {
        if (kind is TallyKind.Sum or TallyKind.Histogram)
        {
            foreach (var cell in _cells)
            {
                cell.Tick(slot);
            }
        }
    }

    /// <summary>What is asked for begins anew when most of it is gone: versions and addresses come and go.</summary>
    public void ForgetGone()
    {
        if (kind is TallyKind.Asked && _cells.Length > 100 && _cells.Count(cell => cell.Round == Round) < _cells.Length / 2)
        {
            lock (_gate)
            {
                _cells = [.. Cells];
            }
        }
    }

    private FigureCell? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(_cells, tags) ?? Add(tags);

    private static FigureCell? Find(FigureCell[] cells, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var cell in cells)
        {
            if (cell.Has(tags))
            {
                return cell;
            }
        }

        return null;
    }

    private FigureCell? Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (Find(_cells, tags) is { } known)
            {
                return known;
            }

            if (_cells.Length >= MostCells)
            {
                return null;
            }

            var cell = new FigureCell(tags.ToArray());
            _cells = [.. _cells, cell];
            return cell;
        }
    }
}

/// <summary>How measurements become figures.</summary>
internal enum TallyKind
{
    /// <summary>They add up.</summary>
    Sum,

    /// <summary>They add up, and are counted.</summary>
    Histogram,

    /// <summary>The last one holds.</summary>
    Told,

    /// <summary>The last one holds until it is asked again.</summary>
    Asked,
}
