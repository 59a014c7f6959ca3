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
    private const int PieceBytes = 64 * 1024;
    private static readonly byte[] ActionStart = Encoding.ASCII.GetBytes("""{"create":{"_id":""" + '"');
    private static readonly byte[] ActionEnd = Encoding.ASCII.GetBytes("""
        "}}
        """ + '\n');

    private readonly ReadOnlyMemory<Alert> _alerts;
    private readonly bool _gzip;

    public BulkContent(ReadOnlyMemory<Alert> alerts, bool gzip)
    {
        (_alerts, _gzip) = (alerts, gzip);
        Headers.ContentType = new("application/x-ndjson"); // what every version takes, OpenSearch included
        if (gzip)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    /// <summary>Bytes that an alert takes in a body.</summary>
    public static int SizeOf(Alert alert) =>
        ActionStart.Length + Id(alert).EncodedUtf8Bytes.Length + ActionEnd.Length + alert.Document.Length + 1;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_gzip)
        {
            await WriteAsync(stream, cancellationToken);
            return;
        }

        await using var compressed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(compressed, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        foreach (var alert in _alerts.Span)
        {
            length += SizeOf(alert);
        }

        return !_gzip;
    }

    private static JsonEncodedText Id(Alert alert) => JsonEncodedText.Encode(alert.Id);

    private async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        var piece = new ArrayBufferWriter<byte>(PieceBytes);
        for (var i = 0; i < _alerts.Length; i++)
        {
            Append(piece, _alerts.Span[i]);
            if (piece.WrittenCount >= PieceBytes || i == _alerts.Length - 1)
            {
                await stream.WriteAsync(piece.WrittenMemory, cancellation);
                piece.ResetWrittenCount();
            }
        }
    }

    private static void Append(ArrayBufferWriter<byte> piece, Alert alert)
    {
        piece.Write(ActionStart);
        piece.Write(Id(alert).EncodedUtf8Bytes);
        piece.Write(ActionEnd);
        NdjsonLine.Write(piece, alert.Document.Span);
    }
}
