using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor;

/// <summary>The list of sensors that are to be read: a new one takes effect without a restart.</summary>
public sealed class SensorReload
{
    private readonly Lock _gate = new();
    private IReadOnlyList<SensorOptions> _sensors;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFirst = true;

    /// <param name="sensors">Those to begin with.</param>
    internal SensorReload(IReadOnlyList<SensorOptions> sensors) => _sensors = sensors;

    /// <summary>Replaces the list. Sensors that are in both, unchanged, are read on undisturbed.</summary>
    /// <param name="sensors">A list that was checked.</param>
    public void Apply(IReadOnlyList<SensorOptions> sensors)
    {
        lock (_gate)
        {
            _sensors = sensors;
            _changed.TrySetResult();
        }
    }

    /// <summary>The list as it is, and a task that completes when there is another.</summary>
    internal Change Take()
    {
        lock (_gate)
        {
            _changed = _changed.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _changed;
            var change = new Change(_sensors, _isFirst, _changed.Task);
            _isFirst = false;
            return change;
        }
    }

    /// <summary>A list of sensors.</summary>
    internal sealed record Change(IReadOnlyList<SensorOptions> Sensors, bool IsFirst, Task Next);
}
