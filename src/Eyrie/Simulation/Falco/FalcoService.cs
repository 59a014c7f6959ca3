using Eyrie.Protos.Falco.Outputs;
using Eyrie.Simulation.Serving;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Simulation.Falco;

/// <summary>Falco's <c>falco.outputs.service</c>, as measured on 0.43.1.</summary>
internal sealed class FalcoService(FalcoQueue queue, IHostApplicationLifetime lifetime)
{
    /// <summary>
    /// Every request drains the queue to this client. Between requests the stream is silent, and after the client's last
    /// one (it closed its half) it stays so until somebody hangs up.
    /// </summary>
    public async Task SubscribeAsync(
        IAsyncStreamReader<request> requests, IServerStreamWriter<SensorMessage> alerts, CancellationToken hungUp)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(hungUp, lifetime.ApplicationStopping);
        try
        {
            while (await requests.MoveNext(ending.Token))
            {
                await DrainAsync(alerts, ending.Token);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token);
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
        }
    }

    /// <summary>Drains the queue to this client and ends.</summary>
    public Task GetAsync(IServerStreamWriter<SensorMessage> alerts, CancellationToken hungUp) => DrainAsync(alerts, hungUp);

    private async Task DrainAsync(IServerStreamWriter<SensorMessage> alerts, CancellationToken cancellation)
    {
        queue.ClientAsked();
        while (queue.TryPop(out var alert))
        {
            try
            {
                await alerts.WriteAsync(alert, moreToCome: !queue.IsEmpty, cancellation);
            }
            catch
            {
                queue.AlertGone();
                throw;
            }

            queue.AlertSent();
        }
    }
}
