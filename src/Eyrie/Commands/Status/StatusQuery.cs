using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>Asks a process how it is, and takes no answer that is too large, too late or something else.</summary>
internal sealed class StatusQuery : IDisposable
{
    private const int LargestBytes = 1024 * 1024;

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="time">The clock.</param>
    /// <param name="timeout">Longest wait for the whole of an answer.</param>
    public StatusQuery(TimeProvider time, TimeSpan timeout)
    {
        (_time, _timeout) = (time, timeout);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            MaxResponseContentBufferSize = LargestBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Asks; whatever goes wrong is in the answer.</summary>
    public async Task<StatusAnswer> AskAsync(Uri url, CancellationToken cancellation)
    {
        using var enough = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        var (asked, began) = (_time.GetUtcNow(), _time.GetTimestamp());
        try
        {
            using var answer = await _client.GetAsync(url, either.Token);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                return new(url) { Problem = $"it answers {(int)answer.StatusCode}: is that Eyrie's http.listen, and a version that has /status?" };
            }

            var bytes = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return Read(bytes) is { } report
                ? StatusAnswer.Of(url, report, asked, _time.GetElapsedTime(began))
                : new(url) { Problem = "its answer is no status of Eyrie's: is that Eyrie's http.listen, and of this version?" };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(url) { Problem = $"no answer within {StatusText.Span(_timeout)}: is a firewall or a network policy between? (--timeout waits longer)" };
        }
        catch (HttpRequestException e)
        {
            return new(url) { Problem = Explain(e) };
        }
    }

    /// <summary>Reads an answer; null when it is none of ours.</summary>
    internal static StatusReport? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StatusJson.Default.StatusReport) is { } report && IsWhole(report) ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    // The reader sees to members that must not be null; of what lists hold it does not.
    private static bool IsWhole(StatusReport report) =>
        HasAll(report.Parts)
        && HasAll(report.Sinks)
        && HasAll(report.DeadLetters)
        && HasAll(report.Certificates)
        && HasAll(report.Kafka.Consumers)
        && HasAll(report.Enricher?.Kubernetes ?? [])
        && HasAll(report.Ingestor?.Sensors ?? [])
        && (report.Ingestor?.Sensors ?? []).All(static sensor => HasAll(sensor.Streams));

    private static bool HasAll<T>(IReadOnlyList<T> list) => list.All(static one => one is not null);

    private static string Explain(HttpRequestException e) => e switch
    {
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"its answer is larger than {LargestBytes / 1024} KiB: that is no status of Eyrie's",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "nobody knows this name: is it spelled right? In Kubernetes, services are named NAME.NAMESPACE",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "no TLS there that is trusted: Eyrie's http.listen speaks http, a proxy's certificate must be trusted here",
        _ when e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "nobody listens there: does the process run, and is that its http.listen?",
        _ => $"it cannot be asked: {e.GetBaseException().Message}",
    };
}
