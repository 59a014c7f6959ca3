using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>The body of a <c>_bulk</c> request: the documents' ready bytes, streamed in pieces that are never put together.</summary>
internal sealed class BulkContent : HttpContent
{
    private const int PieceBytes = 256 * 1024;
    private static readonly byte[] ActionStart = Encoding.ASCII.GetBytes("""{"create":{"_id":""" + '"');
    private static readonly byte[] ActionEnd = Encoding.ASCII.GetBytes("""
        "}}
        """ + '\n');

    // What is the same in JSON. Ours are hexadecimal digits.
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

    private readonly BulkRequest _request;
    private readonly bool _gzip;

    public BulkContent(BulkRequest request, bool gzip)
    {
        (_request, _gzip) = (request, gzip);
        Headers.ContentType = new("application/x-ndjson"); // what every version takes, OpenSearch included
        if (gzip)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    /// <summary>Whether it was not written to its end.</summary>
    public bool IsBrokenOff { get; private set; }

    /// <summary>Bytes that an alert takes in a body.</summary>
    public static int SizeOf(Alert alert) =>
        ActionStart.Length + (IsPlain(alert.Id) ? alert.Id.Length : Encoded(alert.Id).Length) + ActionEnd.Length + alert.Document.Length + 1;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsBrokenOff = true;
        if (_gzip)
        {
            await using var compressed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await WriteAsync(compressed, cancellationToken);
        }
        else
        {
            await WriteAsync(stream, cancellationToken);
        }

        IsBrokenOff = false;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _request.Bytes;
        return !_gzip;
    }

    private static bool IsPlain(string id) => !id.AsSpan().ContainsAnyExcept(Plain);

    private static ReadOnlySpan<byte> Encoded(string id) => JsonEncodedText.Encode(id).EncodedUtf8Bytes;

    private async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        var used = 0;
        foreach (var alert in _request.Alerts)
        {
            var size = SizeOf(alert);
            if (used + size > piece.Length)
            {
                await stream.WriteAsync(piece.AsMemory(0, used), cancellation);
                used = 0;
                piece = size <= piece.Length ? piece : Larger(piece, size);
            }

            used += Append(piece.AsSpan(used), alert);
        }

        await stream.WriteAsync(piece.AsMemory(0, used), cancellation);
        ArrayPool<byte>.Shared.Return(piece); // not after a failure: who knows who still reads it
    }

    private static byte[] Larger(byte[] piece, int bytes)
    {
        ArrayPool<byte>.Shared.Return(piece);
        return ArrayPool<byte>.Shared.Rent(bytes);
    }

    private static int Append(Span<byte> piece, Alert alert)
    {
        ActionStart.CopyTo(piece);
        var used = ActionStart.Length;
        if (IsPlain(alert.Id))
        {
            used += Encoding.ASCII.GetBytes(alert.Id, piece[used..]);
        }
        else
        {
            var id = Encoded(alert.Id);
            id.CopyTo(piece[used..]);
            used += id.Length;
        }

        ActionEnd.CopyTo(piece[used..]);
        used += ActionEnd.Length;
        return used + NdjsonLine.Write(piece[used..], alert.Document.Span);
    }
}
