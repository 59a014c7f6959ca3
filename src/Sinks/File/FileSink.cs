using System.Buffers;
using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Sinks.File;

/// <summary>Appends documents to a file, one a line; a batch counts as delivered when it is on the disk.</summary>
internal sealed class FileSink(FileSinkOptions options, TimeProvider time) : IAlertSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private FileStream? _lock;
    private DateTimeOffset? _since;

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
        catch (Exception e) when (e is UnauthorizedAccessException or NotSupportedException)
        {
            throw new PipelineException(FailureKind.Fatal, $"the file {options.Path} cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new PipelineException(FailureKind.Transient, $"the file {options.Path} cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _lock?.Dispose();

    // Opened for each batch: should somebody else have moved, cut or deleted it meanwhile (logrotate), lines go where they belong.
    private void Append(ReadOnlySpan<byte> lines)
    {
        _lock ??= Lock(options.Path!);
        var path = OldFiles.Behind(options.Path!);
        if (IsFull(path, lines.Length))
        {
            OldFiles.Rotate(path, options.MaxOldFiles);
        }

        using var file = AppendedFile.Open(path);
        _since = file.Length > 0 ? _since ?? AppendedFile.Since(path) : time.GetUtcNow();
        file.Append(lines);
    }

    private bool IsFull(string path, int more)
    {
        var file = new FileInfo(path);
        return file is { Exists: true, Length: > 0 }
            && (file.Length + more > options.MaxBytes || time.GetUtcNow() - (_since ?? AppendedFile.Since(path)) >= options.MaxAge);
    }

    // Two processes that append, cut and rename the same file would overwrite each other's lines. Readers need no lock: it is
    // on a file of its own, and the system takes it from a process that dies.
    private static FileStream Lock(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }
}
