using System.Buffers;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Joins the pieces into which container runtimes cut long lines, apart for standard and error output.</summary>
internal sealed class PartialLines(int maxLineBytes)
{
    private readonly Pieces _output = new();
    private readonly Pieces _error = new();

    /// <summary>Where the oldest line that is not whole begins; null when there is none.</summary>
    public long? Oldest => _output.At is { } output && _error.At is { } error ? Math.Min(output, error) : _output.At ?? _error.At;

    /// <summary>True when pieces wait for the rest of their line.</summary>
    public bool IsOpen(bool isError) => Of(isError).At is not null;

    /// <summary>Another piece. Of a line that is too long the beginning is kept.</summary>
    /// <param name="isError">Of which output it is.</param>
    /// <param name="text">The piece.</param>
    /// <param name="at">Where it is.</param>
    public void Add(bool isError, ReadOnlySpan<byte> text, long at)
    {
        var pieces = Of(isError);
        pieces.At ??= at;
        var room = maxLineBytes - pieces.Bytes.WrittenCount;
        pieces.IsCut |= text.Length > room;
        pieces.Bytes.Write(text[..Math.Min(text.Length, room)]);
    }

    /// <summary>The line is whole.</summary>
    /// <returns>Its bytes, and whether they are only its beginning; valid until the next piece comes.</returns>
    public ReadOnlySpan<byte> Close(bool isError, out bool isCut)
    {
        var pieces = Of(isError);
        var line = pieces.Bytes.WrittenSpan;
        isCut = pieces.IsCut;
        pieces.Bytes.ResetWrittenCount();
        (pieces.At, pieces.IsCut) = (null, false);
        return line;
    }

    private Pieces Of(bool isError) => isError ? _error : _output;

    private sealed class Pieces
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public long? At { get; set; }

        public bool IsCut { get; set; }
    }
}
