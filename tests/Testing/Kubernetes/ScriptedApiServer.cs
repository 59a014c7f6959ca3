using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Testing.Kubernetes;

/// <summary>
/// A Kubernetes API server on this machine: lists in pages and watches what a test puts into it, and misbehaves by a script as real ones
/// do. The text of an object has <c>$VERSION</c> where its resourceVersion is.
/// </summary>
public sealed class ScriptedApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ApiStore _store = new();
    private readonly ConcurrentQueue<ApiRequest> _requests = new();
    private readonly ConcurrentDictionary<(string Resource, bool IsWatch), ConcurrentQueue<ApiFault>> _faults = new();
    private readonly ConcurrentDictionary<(string Resource, bool IsWatch), ApiFault> _standing = new();
    private readonly ConcurrentDictionary<ApiWatcher, string> _watchers = new();

    private ScriptedApiServer(WebApplication app) => _app = app;

    /// <summary>The server's address.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The only token that is accepted; null: all are.</summary>
    public string? Token { get; set; }

    /// <summary>What arrived so far, in order.</summary>
    public IReadOnlyList<ApiRequest> Requests => [.. _requests];

    /// <summary>What it holds.</summary>
    public ApiStore Store => _store;

    /// <summary>Starts a server; with a certificate it speaks TLS.</summary>
    public static async Task<ScriptedApiServer> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            if (certificate is not null)
            {
                endpoint.UseHttps(certificate);
            }
        }));
        var server = new ScriptedApiServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        server.Url = server._app.Urls.Single();
        return server;
    }

    /// <summary>The next lists or watches of a kind go wrong like this, one after the other.</summary>
    public void Script(string resource, bool isWatch, params ApiFault[] faults)
    {
        foreach (var fault in faults)
        {
            _faults.GetOrAdd((resource, isWatch), _ => new()).Enqueue(fault);
        }
    }

    /// <summary>All lists or watches of a kind go wrong like this; null: no longer.</summary>
    public void Always(string resource, bool isWatch, ApiFault? fault)
    {
        if (fault is null)
        {
            _standing.TryRemove((resource, isWatch), out _);
        }
        else
        {
            _standing[(resource, isWatch)] = fault;
        }
    }

    /// <summary>Ends open watches of a kind.</summary>
    /// <returns>How many there were.</returns>
    public int EndWatches(string resource, WatchEnd end)
    {
        var open = _watchers.Where(watcher => watcher.Value == resource).Select(watcher => watcher.Key).ToList();
        open.ForEach(watcher => watcher.End(end));
        return open.Count;
    }

    /// <summary>Sends a line to open watches of a kind.</summary>
    public void Send(string resource, string line)
    {
        foreach (var (watcher, _) in _watchers.Where(watcher => watcher.Value == resource))
        {
            watcher.Send(line);
        }
    }

    /// <summary>Requests for a kind so far.</summary>
    public IReadOnlyList<ApiRequest> Lists(string resource) => [.. _requests.Where(request => request.Resource == resource && !request.IsWatch)];

    /// <inheritdoc cref="Lists"/>
    public IReadOnlyList<ApiRequest> Watches(string resource) => [.. _requests.Where(request => request.Resource == resource && request.IsWatch)];

    public async ValueTask DisposeAsync()
    {
        foreach (var (watcher, _) in _watchers)
        {
            watcher.End(WatchEnd.Broken);
        }

        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query.ToDictionary(one => one.Key, one => one.Value.ToString());
        var resource = context.Request.Path.Value!.Split('/')[^1];
        var request = new ApiRequest(resource, query.ContainsKey("watch"), query, context.Request.Headers.Accept.ToString(), context.Request.Headers.Authorization.ToString());
        _requests.Enqueue(request);
        var key = (resource, request.IsWatch);
        var fault = Token is { } token && request.Authorization != $"Bearer {token}" ? ApiFault.Of(401, "Unauthorized", "Unauthorized") : null;
        if (fault is not null || _standing.TryGetValue(key, out fault) || (_faults.TryGetValue(key, out var faults) && faults.TryDequeue(out fault)))
        {
            await MisbehaveAsync(context, fault);
        }
        else if (request.IsWatch)
        {
            await WatchAsync(context, request);
        }
        else
        {
            await ListAsync(context, request);
        }
    }

    private static async Task MisbehaveAsync(HttpContext context, ApiFault fault)
    {
        if (fault == ApiFault.Silence)
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }
        else if (fault == ApiFault.HangUp)
        {
            context.Abort();
        }
        else if (fault == ApiFault.HangUpHalfWay)
        {
            await context.Response.WriteAsync("""{"kind":"List","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"half""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
        else
        {
            context.Response.StatusCode = fault.Status;
            context.Response.Headers.RetryAfter = fault.RetryAfter;
            await context.Response.WriteAsync(fault.Body);
        }
    }

    private async Task ListAsync(HttpContext context, ApiRequest request)
    {
        var limit = request.Query.TryGetValue("limit", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : int.MaxValue;
        if (_store.Page(request.Resource, request.Query.GetValueOrDefault("continue"), limit) is not { } page)
        {
            await MisbehaveAsync(context, ApiFault.Of(410, "Expired", "The provided continue parameter is too old"));
            return;
        }

        context.Response.ContentType = "application/json";
        var next = page.Continue is null ? "" : $",\"continue\":\"{page.Continue}\",\"remainingItemCount\":1";
        var body = new StringBuilder($$$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"{{{page.Version}}}"{{{next}}}},"items":[""");
        for (var i = page.Start; i < page.End; i++)
        {
            body.Append(i > page.Start ? "," : "").Append(page.Items[i]);
            if (body.Length > 60_000)
            {
                await context.Response.WriteAsync(body.ToString());
                body.Clear();
            }
        }

        await context.Response.WriteAsync(body.Append("]}\n").ToString());
    }

    private async Task WatchAsync(HttpContext context, ApiRequest request)
    {
        var watcher = new ApiWatcher(_store, request.Resource, long.Parse(request.Query["resourceVersion"], CultureInfo.InvariantCulture));
        _watchers[watcher] = request.Resource;
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync();
            await watcher.ServeAsync(context);
        }
        finally
        {
            _watchers.TryRemove(watcher, out _);
        }
    }
}
