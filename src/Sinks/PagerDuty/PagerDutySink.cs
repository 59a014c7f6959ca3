using System.Net;
using System.Net.Http.Json;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Pages: one trigger for all alerts that a batch has of an incident, so that a storm is a few requests.</summary>
internal sealed class PagerDutySink(PagerDutyOptions options, HttpTarget target) : IAlertSink, IDisposable
{
    private const string Target = "PagerDuty";
    private readonly BatchProgress _progress = new();

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var incidents = _progress.Resume(batch)
            .GroupBy(PagerDutyEvent.DedupKey)
            .Select(incident => incident.ToList())
            .OrderByDescending(incident => incident.Max(alert => alert.Severity));
        foreach (var incident in incidents)
        {
            await TriggerAsync(incident, cancellation);
        }

        return _progress.Rejected;
    }

    public void Dispose() => target.Dispose();

    private async Task TriggerAsync(List<Alert> incident, CancellationToken cancellation)
    {
        var answer = await PostAsync(incident, cancellation);
        if (answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK)
        {
            incident.ForEach(_progress.Stored);
        }
        else if (Failure(answer) is { Kind: not FailureKind.Rejected } failure)
        {
            throw failure;
        }
        else
        {
            incident.ForEach(alert => _progress.Reject(alert, Failure(answer).Message));
        }
    }

    private async Task<HttpAnswer> PostAsync(List<Alert> incident, CancellationToken cancellation)
    {
        var routingKey = Secret.Read(options.RoutingKeyFile) ?? "";
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url)
        {
            Content = JsonContent.Create(PagerDutyEvent.Render(incident, routingKey)),
        };
        return await target.SendAsync(request, cancellation);
    }

    // A wrong key is answered like a wrong event, but it is us who are refused.
    private static PipelineException Failure(HttpAnswer answer)
    {
        var kind = HttpFailures.Classify(answer.Status);
        kind = kind is FailureKind.Rejected && BlamesTheKey(answer.Excerpt) ? FailureKind.Fatal : kind;
        return HttpFailures.From(kind, Target, answer, answer.Excerpt);
    }

    private static bool BlamesTheKey(string words) =>
        words.Contains("routing_key", StringComparison.OrdinalIgnoreCase)
        || words.Contains("routing key", StringComparison.OrdinalIgnoreCase);
}
