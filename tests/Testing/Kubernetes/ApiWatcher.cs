using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Testing.Kubernetes;

/// <summary>One open watch of a <see cref="ScriptedApiServer"/>.</summary>
internal sealed class ApiWatcher(ApiStore store, string resource, long version)
{
    private const string HalfALine = """{"type":"ADDED","object":{"kind":"Pod","metadata":{"uid":"ha""";

    private readonly Channel<(string? Line, WatchEnd End)> _orders = Channel.CreateUnbounded<(string?, WatchEnd)>();
    private long _version = version;

    public void End(WatchEnd end) => _orders.Writer.TryWrite((null, end));

    public void Send(string line) => _orders.Writer.TryWrite((line, default));

    /// <summary>Sends what happens until the watch is ended.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        while (!aborted.IsCancellationRequested)
        {
            var changed = store.Changed;
            if (!await SendChangesAsync(context))
            {
                return;
            }

            await Task.WhenAny(changed, _orders.Reader.WaitToReadAsync(aborted).AsTask());
            while (_orders.Reader.TryRead(out var order))
            {
                if (order.Line is { } line)
                {
                    await context.Response.WriteAsync(line);
                    await context.Response.Body.FlushAsync();
                }
                else
                {
                    await EndAsync(context, order.End);
                    return;
                }
            }
        }
    }

    private async Task<bool> SendChangesAsync(HttpContext context)
    {
        if (store.After(resource, _version) is not { } changes)
        {
            await EndAsync(context, WatchEnd.Expired);
            return false;
        }

        foreach (var (changedAt, line) in changes)
        {
            await context.Response.WriteAsync(line);
            _version = changedAt;
        }

        await context.Response.Body.FlushAsync();
        return true;
    }

    private static async Task EndAsync(HttpContext context, WatchEnd end)
    {
        if (end is WatchEnd.MidLine or WatchEnd.MidLineClean)
        {
            await context.Response.WriteAsync(HalfALine);
        }
        else if (end is WatchEnd.Expired)
        {
            await context.Response.WriteAsync($$"""{"type":"ERROR","object":{{ApiFault.StatusText(410, "Expired", "too old resource version: 1 (9)")}}}""" + "\n");
        }

        await context.Response.Body.FlushAsync();
        if (end is WatchEnd.MidLine or WatchEnd.Broken)
        {
            context.Abort();
        }
    }
}
