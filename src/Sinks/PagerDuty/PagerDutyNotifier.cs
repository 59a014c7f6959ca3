using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Pages: one incident at PagerDuty for one of ours, triggered again as it grows, resolved when it is over.</summary>
internal sealed class PagerDutyNotifier(
    string name,
    PagerDutyOptions options,
    HttpTarget target,
    AlertLinks links,
    TimeProvider time,
    ILogger<PagerDutyNotifier> logger) : INotifier, IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _refusedKeys = new(StringComparer.Ordinal);
    private readonly TriggeredNews _triggered = new();

    public string Name => name;

    /// <summary>PagerDuty takes some 120 events a minute and key: 20 at once, then one every 600 ms.</summary>
    public NoticePace Pace { get; } = new(
        TimeSpan.FromMilliseconds(600), Burst: 20, UpdateInterval: options.UpdateInterval, MostBeforeDigest: null, DigestInterval: TimeSpan.Zero);

    public string AddressOf(RouteSettings settings) => settings.RoutingKeyFile is { Length: > 0 } own ? own : options.RoutingKeyFile ?? "";

    public async Task<Told> TellAsync(Notice notice, CancellationToken cancellation)
    {
        var told = notice.News.Count > 0 ? await TriggerAsync(notice, cancellation) : notice.Before ?? new();
        if (notice.Closing is null || told.Closed)
        {
            return told;
        }

        if (told.Message.Length > 0 && (notice.Target.Settings.Resolve ?? options.Resolve))
        {
            await ResolveAsync(told, notice, cancellation);
        }

        _triggered.Forget(notice);
        return told with { Closed = true, LastAt = time.GetUtcNow() };
    }

    public async Task<IReadOnlyList<Told>> TellManyAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var told = new List<Told>(notices.Count);
        foreach (var notice in notices)
        {
            told.Add(await TellAsync(notice, cancellation));
        }

        return told;
    }

    public void Dispose() => target.Dispose();

    private async Task<Told> TriggerAsync(Notice notice, CancellationToken cancellation)
    {
        var told = ToldNews.After(notice, ToldNews.Fresh(notice), time.GetUtcNow()) with { Closed = false };
        var page = Page.Of(notice, told, links);
        if (!PageThreshold.IsReached(page, notice))
        {
            return told; // the router sees to that; nobody is got out of bed should it err
        }

        // Told before the resolve failed: once more would open it anew at PagerDuty, should the resolve have arrived.
        if (_triggered.Find(notice) is { } known)
        {
            return told with { Message = known.Message, Place = known.Place };
        }

        var (key, keyFile) = await SendAsync(
            KeyFiles(notice, told.Place), page.DedupKey, (routingKey, note) => PagerDutyEvent.Trigger(page, routingKey, note), cancellation);
        told = told with { Message = key, Place = keyFile };
        _triggered.Remember(notice, told);
        return told;
    }

    private async Task ResolveAsync(Told told, Notice notice, CancellationToken cancellation)
    {
        IReadOnlyList<string> files = [KeyFiles(notice, told.Place)[0]]; // with another key PagerDuty would drop it
        await SendAsync(files, told.Message, (routingKey, _) => PagerDutyEvent.Resolve(told.Message, routingKey), cancellation);
    }

    // Where it was told before (a file of ours: what stands on a topic is not read from the disk), where the route wants it, else
    // where the sink would have it: a page at the wrong service is better than none.
    private IReadOnlyList<string> KeyFiles(Notice notice, string before)
    {
        string[] ours = [AddressOf(notice.Target.Settings), options.RoutingKeyFile ?? ""];
        return [.. ours.OrderByDescending(file => file == before).Where(file => file.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    private async Task<(string DedupKey, string KeyFile)> SendAsync(
        IReadOnlyList<string> keyFiles, string dedupKey, Func<string, string, byte[]> render, CancellationToken cancellation)
    {
        PipelineException? refusal = null;
        foreach (var keyFile in keyFiles)
        {
            var note = refusal is null ? "" : $"This page was meant for another service: the key in {keyFiles[0]} was refused. {refusal.Message}";
            var (key, refused) = await TryAsync(keyFile, dedupKey, routingKey => render(routingKey, note), cancellation);
            if (key is not null)
            {
                _refusedKeys.TryRemove(keyFile, out _);
                return (key, keyFile);
            }

            refusal ??= refused;
            if (_refusedKeys.TryAdd(keyFile, true))
            {
                logger.RoutingKeyRefused(name, keyFile, refused!.Message);
            }
        }

        throw refusal ?? new PipelineException(FailureKind.Fatal, "no key for PagerDuty is configured");
    }

    // Either it was taken, or its key is refused; everything else is thrown.
    private async Task<(string? DedupKey, PipelineException? Refusal)> TryAsync(
        string keyFile, string dedupKey, Func<string, byte[]> render, CancellationToken cancellation)
    {
        string routingKey;
        try
        {
            routingKey = Secret.Read(keyFile)!;
        }
        catch (PipelineException e)
        {
            return (null, e);
        }

        var answer = await PostAsync(render(routingKey), routingKey, cancellation);
        return PagerDutyAnswer.TakenAs(answer, dedupKey) is { } key ? (key, null)
            : PagerDutyAnswer.BlamesTheKey(answer) ? (null, PagerDutyAnswer.Failure(answer))
            : throw PagerDutyAnswer.Failure(answer);
    }

    private async Task<HttpAnswer> PostAsync(byte[] body, string routingKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Conceal(routingKey);
        return await target.SendAsync(request, cancellation);
    }
}
