using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>Posts alerts to a channel: a message each, or in a storm the worst ones and a digest of the rest.</summary>
internal sealed class SlackSink(SlackOptions options, HttpTarget target, AlertLinks links, TimeProvider time) : IAlertSink, IDisposable
{
    private const double SecondsPerDigest = 5;

    private readonly SlackApi _api = new(options, target);
    private readonly SlackMessage _message = new(links);
    private readonly SlackTriage _triage = new(options.MaxMessagesPerBatch);
    private readonly SlackPace _pace = new(options.MessagesPerSecond, time);

    // While one digest waits the next one's alerts gather: a storm is a few messages, however long it lasts.
    private readonly SlackPace _digestPace = new(1 / SecondsPerDigest, time, burst: 1);

    // Slack cannot tell a message that comes twice, so what was posted must be known when the batch is tried again.
    private readonly BatchProgress _progress = new();

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var pending = new HashSet<Alert>(_progress.Resume(batch), ReferenceEqualityComparer.Instance);
        var (single, others) = _triage.Split(batch);
        foreach (var alert in single.Where(pending.Contains))
        {
            var notice = NoticeOf(alert);
            await PostAsync(_message.Render(SlackIncident.Of(notice, ToldNews.After(notice, notice.News, time.GetUtcNow()))), [alert], cancellation);
            _triage.Posted(alert);
        }

        if (others.Any(pending.Contains))
        {
            await _digestPace.WaitAsync(cancellation);
            var storm = SlackStorm.With(null, [.. others.Select(alert => (NoticeOf(alert), (IReadOnlyList<Alert>)[alert]))], time.GetUtcNow());
            await PostAsync(SlackDigest.Render(storm, "", ""), others, cancellation);
        }

        return _progress.Rejected;
    }

    public void Dispose() => _api.Dispose();

    private static Notice NoticeOf(Alert alert) => new()
    {
        Address = "",
        Group = alert.Incident.Length > 0 ? alert.Incident : alert.Id,
        Target = new("", "", Routing.RouteSettings.None),
        News = [alert],
    };

    private async Task PostAsync(JsonObject message, IReadOnlyList<Alert> alerts, CancellationToken cancellation)
    {
        await _pace.WaitAsync(cancellation);
        try
        {
            (await _api.PostAsync(SlackPlace.Own(options), message, cancellation)).OrThrow();
            foreach (var alert in alerts)
            {
                _progress.Stored(alert);
            }
        }
        catch (PipelineException e) when (e.Kind is FailureKind.Rejected)
        {
            foreach (var alert in alerts)
            {
                _progress.Reject(alert, e.Message);
            }
        }
    }
}
