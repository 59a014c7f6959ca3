using Eyrie.Platform;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>Asks Tetragon how it is, every so often, and says so when that changes.</summary>
internal sealed class TetragonHealth(SensorContext context)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly Method<GetHealthStatusRequest, byte[]> GetHealth =
        RawMethod.Unary<GetHealthStatusRequest>(TetragonGrpcStream.Service, "GetHealth");

    private readonly ILogger _logger = context.Loggers.CreateLogger<TetragonHealth>();
    private string? _lastComplaint;

    /// <summary>Asks until told to stop, or until the agent turns out not to know the question.</summary>
    public async Task WatchAsync(SensorConnection connection, CancellationToken cancellation)
    {
        while (await AskAsync(connection, cancellation))
        {
            await Task.Delay(Interval, context.Time, cancellation);
        }
    }

    private async Task<bool> AskAsync(SensorConnection connection, CancellationToken cancellation)
    {
        try
        {
            var answer = await connection.AskAsync(GetHealth, new(), context.Time, cancellation);
            if (answer is not null)
            {
                Note(Complaint(answer));
            }

            return answer is not null;
        }
        catch (PipelineException e)
        {
            Note(e.Message);
            return true;
        }
    }

    private void Note(string? complaint)
    {
        context.Metrics.Sensors.Told(context.Sensor, complaint is null);
        if (complaint is not null && complaint != _lastComplaint)
        {
            _logger.SensorUnhealthy(context.Sensor.Name, context.Sensor.Address, complaint);
        }
        else if (complaint is null && _lastComplaint is not null)
        {
            _logger.SensorHealthy(context.Sensor.Name, context.Sensor.Address);
        }

        _lastComplaint = complaint;
    }

    /// <summary>What is wrong by the agent's own word; null when nothing is.</summary>
    private static string? Complaint(byte[] answer)
    {
        try
        {
            var ill = GetHealthStatusResponse.Parser.ParseFrom(answer).HealthStatus
                .FirstOrDefault(status => status.Status is not HealthStatusResult.HealthStatusRunning);
            return ill is null ? null : $"{ill.Status}: {OneLine(ill.Details)}";
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"its answer cannot be read ({e.Message})";
        }
    }

    private static string OneLine(string text) =>
        new([.. text.Take(200).Select(character => char.IsControl(character) ? ' ' : character)]);
}
