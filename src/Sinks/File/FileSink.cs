using System.Buffers;
using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Sinks.File;

/// <summary>Appends documents to a file, one a line; a batch counts as delivered when it is on the disk.</summary>
internal sealed class FileSink(FileSinkOptions options) : IAlertSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private AppendedFile? _file;
    private FileStream? _lock;

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

    public void Dispose()
    {
        Close();
        _lock?.Dispose();
    }

    private void Append(ReadOnlySpan<byte> lines)
    {
        _lock ??= Lock(options.Path!);
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

    // Two processes that append, cut and rename the same file would overwrite each other's lines. Readers need no lock: it is
    // on a file of its own, and the system takes it from a process that dies.
    private static FileStream Lock(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
