using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Eyrie.Platform.Logging;

/// <summary>Sends log records in batches, so many of a kind a minute as the console writes: in an outage a collector must not get a flood.</summary>
internal sealed class BoundedLogExport(BaseExporter<LogRecord> exporter, TimeProvider time) : BatchLogRecordExportProcessor(exporter)
{
    private readonly LineLimit _limit = new(time);

    public override void OnEnd(LogRecord data)
    {
        if (!_limit.Allows(data.LogLevel, data.CategoryName ?? "", data.EventId, out var heldBack))
        {
            return;
        }

        if (heldBack > 0)
        {
            data.Attributes = [.. data.Attributes ?? [], new("held_back", heldBack)];
        }

        base.OnEnd(data);
    }
}
