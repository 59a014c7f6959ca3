using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Serving;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Simulation.Tetragon;

/// <summary>Tetragon's <c>FineGuidanceSensors</c>, as far as a client that reads calls it.</summary>
internal sealed class TetragonService(
    TetragonListeners listeners, ITetragonAgent agent, IHostApplicationLifetime lifetime)
{
    public const string Version = "v1.7.0";

    /// <summary>Sends what happens from now on and passes the filters, until somebody hangs up.</summary>
    public async Task GetEventsAsync(
        GetEventsRequest request, IServerStreamWriter<SensorMessage> events, ServerCallContext context)
    {
        var filter = EventFilter.From(request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        var listener = listeners.Add(filter);
        try
        {
            await context.WriteResponseHeadersAsync([]); // who has them knows that nothing is missed from here on
            await SendAsync(listener, events, ending.Token);
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
        }
        finally
        {
            listeners.Remove(listener);
        }
    }

    public GetDebugResponse GetDebug(GetDebugRequest request) => request.Flag switch
    {
        ConfigFlag.DumpProcessCache => new() { Flag = request.Flag, Processes = Dump(request.Dump) },
        _ => new() { Flag = request.Flag, Level = LogLevel.Info },
    };

    public ListTracingPoliciesResponse ListTracingPolicies() => new() { Policies = { agent.Policies } };

    public static GetVersionResponse GetVersion() => new() { Version = Version };

    public static GetInfoResponse GetInfo() => new() { Version = Version, Name = "tetragon" };

    public static GetHealthStatusResponse GetHealth(GetHealthStatusRequest request) => new()
    {
        HealthStatus =
        {
            request.EventSet.Count > 0 && !request.EventSet.Contains(HealthStatusType.Status)
                ? []
                : [new HealthStatus { Event = HealthStatusType.Status, Status = HealthStatusResult.HealthStatusRunning, Details = "running" }],
        },
    };

    private static async Task SendAsync(
        TetragonListener listener, IServerStreamWriter<SensorMessage> events, CancellationToken cancellation)
    {
        while (await listener.Queue.WaitToReadAsync(cancellation))
        {
            while (listener.Queue.TryRead(out var message))
            {
                await WriteAsync(listener, message, events, cancellation);
            }
        }
    }

    private static async Task WriteAsync(
        TetragonListener listener,
        SensorMessage message,
        IServerStreamWriter<SensorMessage> events,
        CancellationToken cancellation)
    {
        try
        {
            await events.WriteAsync(message, moreToCome: listener.Queue.TryPeek(out _), cancellation);
        }
        catch
        {
            listener.Lost();
            throw;
        }

        listener.Sent();
    }

    private DumpProcessCacheResArgs Dump(DumpProcessCacheReqArgs? wanted)
    {
        var dump = new DumpProcessCacheResArgs
        {
            Processes =
            {
                agent.LiveProcesses
                    .Select(process => new ProcessInternal { Process = process, Color = "inUse", Refcnt = process.Refcnt })
                    .Where(cached => wanted is not { SkipZeroRefcnt: true } || cached.Refcnt > 0),
            },
        };
        listeners.HandedOver(dump.Processes.Count);
        return dump;
    }
}
