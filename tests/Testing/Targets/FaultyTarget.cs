using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Testing.Targets;

/// <summary>A target on this machine that fails by a plan, and between that takes what it gets.</summary>
public sealed class FaultyTarget : IAsyncDisposable
{
    private const string Nonsense = "<html><body>\u0000\u001b[31mIt works!</body></html>";
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(400);

    private readonly ITargetPart _part;
    private readonly TimeProvider _time;
    private readonly int _port = FreePort();
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<TargetFault, long> _met = new();
    private TargetFault _fault;
    private int _left;
    private TaskCompletionSource _used = new();
    private WebApplication? _app;

    private FaultyTarget(ITargetPart part, TimeProvider time) => (_part, _time) = (part, time);

    /// <summary>Where it is, also while it is not.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>How many requests met which fault; for <see cref="TargetFault.None"/> those that were taken.</summary>
    public IReadOnlyDictionary<TargetFault, long> Met => _met;

    public static async Task<FaultyTarget> StartAsync(ITargetPart part, TimeProvider time)
    {
        var target = new FaultyTarget(part, time);
        await target.OpenAsync();
        return target;
    }

    /// <summary>Plays a plan; after it, or when it is cancelled, all is well again.</summary>
    public async Task PlayAsync(IEnumerable<FaultSpan> plan, CancellationToken cancellation)
    {
        try
        {
            foreach (var span in plan)
            {
                await BeginAsync(span.Fault, span.Requests);
                await Task.WhenAny(Task.Delay(span.Length, _time, cancellation), _used.Task);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The play is over.
        }

        await BeginAsync(TargetFault.None);
    }

    /// <summary>From now on that is wrong with it.</summary>
    public async Task BeginAsync(TargetFault fault, int requests = 0)
    {
        lock (_gate)
        {
            (_fault, _left, _used) = (fault, requests, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (fault is TargetFault.Down)
        {
            await CloseAsync();
        }
        else if (_app is null)
        {
            await OpenAsync();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync();
            await app.StopAsync(atOnce.Token);
            await app.DisposeAsync();
        }
    }

    private TargetFault Next()
    {
        lock (_gate)
        {
            _met.AddOrUpdate(_fault, 1, static (_, count) => count + 1);
            var fault = _fault;
            if (_left > 0 && --_left == 0)
            {
                _used.TrySetResult();
                _fault = TargetFault.None;
            }

            return fault;
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var fault = Next();
        if (fault is TargetFault.HangUpInRequest)
        {
            await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        var request = await LoopbackHttp.ReadAsync(context.Request);
        switch (fault)
        {
            case TargetFault.None:
                await SendAsync(context, Take(request));
                break;
            case TargetFault.Slow:
                await Task.Delay(Slowness, _time, context.RequestAborted);
                await SendAsync(context, Take(request));
                break;
            case TargetFault.Hang:
                TakeWithoutWord(request);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted);
                break;
            case TargetFault.HangUpInAnswer:
                var lost = TakeWithoutWord(request) ?? new(200, Nonsense);
                context.Response.ContentLength = 1_000;
                await context.Response.WriteAsync(lost.Body[..(lost.Body.Length / 2)]);
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case TargetFault.Garbage:
                var taken = _part.AnswersByStatus ? Take(request) : TakeWithoutWord(request);
                await SendAsync(context, new(taken?.Status ?? 200, Nonsense, "text/html"));
                break;
            case TargetFault.Truncated:
                var whole = _part.AnswersByStatus ? Take(request) : TakeWithoutWord(request) ?? new(200, """{"ok":true,"ts":"1.1"}""");
                await SendAsync(context, whole with { Body = whole.Body[..(whole.Body.Length / 2)] });
                break;
            default:
                await SendAsync(context, Refusal(fault, request));
                break;
        }
    }

    private TargetReply Refusal(TargetFault fault, LoopbackRequest request) => fault switch
    {
        TargetFault.TooMany => new(429, "rate limited", "text/plain"),
        TargetFault.TooManyWithWait => new(429, "rate limited", "text/plain", RetryAfter: "1"),
        TargetFault.Unavailable => new(503, "no healthy upstream", "text/plain"),
        TargetFault.Unauthorized => new(401, """{"error":"invalid credentials"}"""),
        TargetFault.BadRequest => new(400, _part.BadRequest),
        TargetFault.RefusedItem => _part.RefuseItem(request),
        TargetFault.NotOk when _part.NotOk(request) is { } reply => reply,
        _ => new(500, "internal error", "text/plain"),
    };

    private TargetReply Take(LoopbackRequest request)
    {
        lock (_gate)
        {
            return _part.Take(request);
        }
    }

    private TargetReply? TakeWithoutWord(LoopbackRequest request) => _part.KnowsRepetitions ? Take(request) : null;

    private static async Task SendAsync(HttpContext context, TargetReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers.RetryAfter = reply.RetryAfter;
        await context.Response.WriteAsync(reply.Body);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
