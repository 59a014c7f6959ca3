using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.OnCall;

/// <summary>Tells nobody but remembers it; does before what a script says.</summary>
internal sealed class ScriptedNotifier(Func<Notice, CancellationToken, Task>? script = null) : INotifier
{
    private readonly Lock _gate = new();
    private readonly List<(Notice Notice, bool InDigest)> _told = [];
    private int _attempts;

    public string Name => "people";

    public NoticePace Pace { get; init; } = new(
        Interval: TimeSpan.FromMilliseconds(1), Burst: 3, UpdateInterval: TimeSpan.FromMilliseconds(50), MostBeforeDigest: null, DigestInterval: TimeSpan.FromSeconds(1));

    public int Attempts => Volatile.Read(ref _attempts);

    public IReadOnlyList<(Notice Notice, bool InDigest)> Told
    {
        get
        {
            lock (_gate)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Ids of the alerts in the order in which they were told.</summary>
    public IReadOnlyList<string> Ids => [.. Told.SelectMany(told => told.Notice.News).Select(alert => alert.Id)];

    public static PipelineException Away(TimeSpan? retryAfter = null) => new(FailureKind.Transient, "nobody there") { RetryAfter = retryAfter };

    public string AddressOf(RouteSettings settings) => settings.Channel ?? "#soc";

    public async Task<Told> TellAsync(Notice notice, CancellationToken cancellation) => (await TellAsync([notice], inDigest: false, cancellation))[0];

    public Task<IReadOnlyList<Told>> TellManyAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation) =>
        TellAsync(notices, inDigest: true, cancellation);

    private async Task<IReadOnlyList<Told>> TellAsync(IReadOnlyList<Notice> notices, bool inDigest, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        foreach (var notice in notices)
        {
            await (script?.Invoke(notice, cancellation) ?? Task.CompletedTask);
        }

        lock (_gate)
        {
            _told.AddRange(notices.Select(notice => (notice, inDigest)));
        }

        return [.. notices.Select(notice => (notice.Before ?? new()) with
        {
            Message = notice.Before?.Message is { Length: > 0 } message ? message : $"message of {notice.Group}",
            Worst = notice.News.Select(alert => alert.Severity).Append(notice.Before?.Worst ?? Severity.Debug).Max(),
            Alerts = (notice.Before?.Alerts ?? 0) + notice.News.Count,
        })];
    }
}
