using System.Globalization;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>Hands what requests carry to the intake, and waits until it is durable. What is no alert goes to <c>dead.v1</c>.</summary>
internal sealed class FalcoHttpAlerts(SensorHttpOptions options, IEventIntake intake, TimeProvider time, CancellationToken stopped)
{
    /// <summary>What <c>dead.v1</c> gets of one item at most: enough to see what it is.</summary>
    public const int MaxRejectedBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private volatile Task _lagging = Task.CompletedTask; // over when what was once waited for in vain is durable

    /// <summary>Keeps every alert of a body.</summary>
    public async ValueTask<FalcoHttpAnswer> KeepAsync(FalcoHttpBody body, CancellationTokenSource deadline)
    {
        var tally = Keep(body.Bytes);
        var isDurable = tally.Position == 0 || await DurableAsync(tally.Position, deadline);
        return tally switch
        {
            { Items: 0 } => FalcoHttpAnswer.NotAnAlert("the body is empty: there is no alert in it"),
            { Dropped: > 0 } => FalcoHttpAnswer.NoRoom(tally.Items - tally.Dropped, tally.Items),
            _ when !isDurable => FalcoHttpAnswer.NotDurable(tally.Items),
            { Problem: { } problem } => FalcoHttpAnswer.NotAnAlert(problem),
            _ => FalcoHttpAnswer.Taken,
        };
    }

    /// <summary>Keeps a test alert, as Falcosidekick's <c>/test</c> makes one.</summary>
    public async ValueTask<FalcoHttpAnswer> KeepTestAsync(CancellationTokenSource deadline)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var alert = $$$"""{"output":"This is a test from Eyrie","source":"internal","priority":"Debug","hostname":"eyrie","rule":"Test rule","time":"{{{now}}}","output_fields":{"proc.name":"eyrie","user.name":"eyrie"},"tags":["test","example"]}""";
        return !intake.TryKeep(Encoding.UTF8.GetBytes(alert), SensorFormat.FalcoJson, out var position) ? FalcoHttpAnswer.NoRoom(0, 1)
            : await DurableAsync(position, deadline) ? FalcoHttpAnswer.Taken
            : FalcoHttpAnswer.NotDurable(1);
    }

    /// <summary>Keeps the beginning of a body that is above the limit, for <c>dead.v1</c>.</summary>
    public FalcoHttpAnswer RejectTooLarge(FalcoHttpBody body)
    {
        intake.TryReject(
            Cut(body.Bytes), SensorFormat.FalcoJson, RejectReasons.TooLarge, $"the body has more than {options.MaxBodyBytes} bytes; this is its beginning", out _);
        return FalcoHttpAnswer.TooLarge(options.MaxBodyBytes);
    }

    /// <summary>Keeps what is no alert, for <c>dead.v1</c>.</summary>
    /// <returns>Its position; 0 when there is no room for it, or nothing of it.</returns>
    public long Reject(ReadOnlySpan<byte> item, string problem)
    {
        var error = item.Length > MaxRejectedBytes ? $"{problem} (cut: it has {item.Length} bytes)" : problem;
        return item.Length > 0 && intake.TryReject(Cut(item), SensorFormat.FalcoJson, RejectReasons.Unreadable, error, out var position) ? position : 0;
    }

    private static byte[] Cut(ReadOnlySpan<byte> item) => item[..Math.Min(item.Length, MaxRejectedBytes)].ToArray();

    private Tally Keep(ReadOnlySpan<byte> body)
    {
        var tally = default(Tally);
        var items = new FalcoHttpItems(body);
        while (items.MoveNext())
        {
            tally.Items++;
            if (items.Problem is { } problem)
            {
                tally.Position = Math.Max(tally.Position, Reject(items.Current, problem));
                tally.Rejected++;
                tally.FirstProblem ??= $"item {items.Count}, at byte {items.Start}: {problem}";
            }
            else if (intake.TryKeep(items.Current.ToArray(), SensorFormat.FalcoJson, out var position))
            {
                tally.Position = Math.Max(tally.Position, position);
            }
            else
            {
                tally.Dropped++;
            }
        }

        return tally;
    }

    /// <summary>
    /// Waits until it is durable, for a while. A wait in vain is not repeated by every request after it: Falco sends one alert after the
    /// other and never looks at the answer, so that waiting would only fill its queue. They are kept, and answered, at once until it is over.
    /// </summary>
    private async ValueTask<bool> DurableAsync(long position, CancellationTokenSource deadline)
    {
        if (!_lagging.IsCompleted)
        {
            intake.Flush();
            return false;
        }

        deadline.CancelAfter(options.DurableTimeout);
        try
        {
            await intake.DurableAsync(position, deadline.Token);
            return true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Lag(position);
            return false;
        }
    }

    private void Lag(long position)
    {
        lock (_gate)
        {
            _lagging = _lagging.IsCompleted ? intake.DurableAsync(position, stopped).AsTask() : _lagging;
        }
    }

    private record struct Tally(int Items, int Dropped, int Rejected, long Position, string? FirstProblem)
    {
        public readonly string? Problem => FirstProblem is null ? null
            : Rejected < Items ? $"{Items - Rejected} of {Items} kept; {FirstProblem}"
            : $"{FirstProblem}; Falco sends alerts as JSON when its json_output is true";
    }
}
