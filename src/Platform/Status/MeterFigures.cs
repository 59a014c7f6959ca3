using System.Diagnostics.Metrics;

namespace Eyrie.Platform.Status;

/// <summary>Hears the instruments of <see cref="StatusInstruments"/>, as an exporter does, and tells what they say.</summary>
internal sealed class MeterFigures : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<(string Instrument, Tally Tally)> _tallies = [];
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;
    private readonly FigureClock _clock;
    private readonly ITimer _timer;
    private long _round;

    /// <summary>Listens from now on.</summary>
    /// <param name="meters">This host's: another one in the same process has meters of the same names.</param>
    /// <param name="time">The clock.</param>
    public MeterFigures(IMeterFactory meters, TimeProvider time)
    {
        (_meters, _clock) = (meters, new(time));
        _listener.InstrumentPublished = Published;
        _listener.MeasurementsCompleted = Completed;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, tally) => ((Tally)tally!).Measured(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, tally) => ((Tally)tally!).Measured((long)value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, tally) => ((Tally)tally!).Measured(value, tags));
        _listener.Start();
        _timer = time.CreateTimer(static figures => ((MeterFigures)figures!).Tick(), this, Second, Second);
    }

    /// <summary>Takes what is known now, and asks those that speak when asked. One asks at a time.</summary>
    public T Read<T>(Func<Figures, T> read)
    {
        lock (_gate)
        {
            _round++;
            foreach (var (_, tally) in _tallies)
            {
                tally.Round = _round;
            }

            Ask();
            foreach (var (_, tally) in _tallies)
            {
                tally.ForgetGone();
            }

            return read(new(_tallies.ToLookup(static one => one.Instrument, static one => one.Tally, StringComparer.Ordinal), _clock.Slot, _clock.Span));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
    }

    // An instrument that fails to answer is one that says nothing; all others are asked all the same.
    private void Ask()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // whoever is broken says so itself, and exporters do
        }
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!ReferenceEquals(instrument.Meter.Scope, _meters) || !StatusInstruments.All.ContainsKey(instrument.Name))
        {
            return;
        }

        lock (_gate)
        {
            var tally = new Tally(Tally.KindOf(instrument));
            _tallies.Add((instrument.Name, tally));
            listener.EnableMeasurementEvents(instrument, tally);
        }
    }

    // A stage ended, and begins anew when its configuration has changed: a sink that is no more is not shown.
    private void Completed(Instrument instrument, object? tally)
    {
        lock (_gate)
        {
            _tallies.RemoveAll(one => ReferenceEquals(one.Tally, tally));
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            _clock.Tick();
            foreach (var (_, tally) in _tallies)
            {
                tally.Tick(_clock.Slot);
            }
        }
    }
}
