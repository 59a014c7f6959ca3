using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Hands over what lines had. A file or a pipe can wait: nothing is handed over before there is room.</summary>
internal sealed class LineIntake(IEventIntake intake, SensorFormat format, RejectedLines rejected)
{
    /// <summary>Where the last that was handed over is.</summary>
    public long Position { get; private set; }

    /// <summary>Something was handed over since it was last asked.</summary>
    public bool Any { get; private set; }

    /// <summary>Hands over, in order. What is refused all the same is gone and counted as dropped: trying it again would count it twice.</summary>
    public async ValueTask HandOverAsync(List<LineOutcome> outcomes, CancellationToken cancellation)
    {
        for (var i = 0; i < outcomes.Count; i++)
        {
            await intake.RoomAsync(cancellation);
            HandOver(outcomes[i]);
        }
    }

    /// <summary>A burst is over.</summary>
    public void Flush()
    {
        if (Any)
        {
            intake.Flush();
            Any = false;
        }

        rejected.Tell();
    }

    private void HandOver(in LineOutcome outcome)
    {
        var isKept = outcome.Reason is null
            ? intake.TryKeep(outcome.Payload, format, out var position)
            : intake.TryReject(outcome.Payload, format, outcome.Reason, outcome.Error!, out position);
        if (outcome.Reason is not null)
        {
            rejected.Add(outcome.Error!);
        }

        if (isKept)
        {
            (Position, Any) = (position, true);
        }
    }
}
