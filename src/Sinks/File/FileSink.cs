using System.Buffers;
using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Sinks.File;

/// <summary>Appends documents to a file, one a line; a batch counts as delivered when it is on the disk.</summary>
internal sealed class FileSink(FileSinkOptions options) : IAlertSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private AppendedFile? _file;

    public string Name => SinkNames.File;

    public Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        _lines.ResetWrittenCount();
        foreach (var alert in batch)
        {
            NdjsonLine.Write(_lines, alert.Document.Span);
        }

        try
        {
            Append(_lines.WrittenSpan);
            return Task.FromResult<IReadOnlyList<RejectedAlert>>([]);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PipelineException(FailureKind.Fatal, $"the file {options.Path} cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new PipelineException(FailureKind.Transient, $"the file {options.Path} cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => Close();

    private void Append(ReadOnlySpan<byte> lines)
    {
        _file ??= AppendedFile.Open(options.Path!);
        if (_file.Length > 0 && _file.Length + lines.Length > options.MaxBytes)
        {
            Close();
            OldFiles.Rotate(options.Path!, options.MaxOldFiles);
            _file = AppendedFile.Open(options.Path!);
        }

        try
        {
            _file.Append(lines);
        }
        catch (IOException)
        {
            Close(); // opened anew, perhaps elsewhere by then
            throw;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
