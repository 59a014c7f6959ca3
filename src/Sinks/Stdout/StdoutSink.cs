using System.Buffers;
using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Sinks.Stdout;

/// <summary>Writes alerts to standard output, a batch at a time.</summary>
internal sealed class StdoutSink(StdoutOptions options, Stream output) : IAlertSink
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private bool _brokenOff;

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        _lines.ResetWrittenCount();
        _lines.Write(_brokenOff ? "\n"u8 : ""u8); // perhaps in the middle of a line
        foreach (var alert in batch)
        {
            StdoutLine.Write(_lines, alert, options.Format);
        }

        try
        {
            await output.WriteAsync(_lines.WrittenMemory, cancellation);
            await output.FlushAsync(cancellation);
            _brokenOff = false;
            return [];
        }
        catch (IOException e)
        {
            _brokenOff = true;
            throw new PipelineException(FailureKind.Transient, $"standard output cannot be written: {e.Message}", e);
        }
    }
}
