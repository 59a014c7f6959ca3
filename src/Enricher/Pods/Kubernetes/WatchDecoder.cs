using System.Buffers;
using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>What a line of a watch says.</summary>
internal enum WatchEvent
{
    /// <summary>Nothing that can be read, or nothing that can be kept.</summary>
    Skipped,

    Added,
    Modified,
    Deleted,

    /// <summary>The version has moved on, although nothing that we watch has changed.</summary>
    Bookmark,

    /// <summary>The watch is over.</summary>
    Error,
}

/// <summary>Reads lines of a watch. Not thread-safe.</summary>
internal sealed class WatchDecoder(IObjectReader objects)
{
    /// <summary>What was added or has changed; null for all others.</summary>
    public IClusterObject? Object { get; private set; }

    /// <summary>The object's metadata.</summary>
    public ObjectMetadata Metadata => objects.Metadata;

    /// <summary>Why the watch is over.</summary>
    public ApiStatus? Status { get; private set; }

    /// <summary>Reads a line.</summary>
    public WatchEvent Decode(in ReadOnlySequence<byte> line)
    {
        (Object, Status) = (null, null);
        objects.Metadata.Clear();
        var reader = new Utf8JsonReader(line, ObjectJson.Options);
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject ? Decode(ref reader, line) : WatchEvent.Skipped;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return WatchEvent.Skipped;
        }
    }

    private WatchEvent Decode(ref Utf8JsonReader reader, in ReadOnlySequence<byte> line)
    {
        var kind = WatchEvent.Skipped;
        var (start, length) = (0L, 0L);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = Kind(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8) && reader.Enter(JsonTokenType.StartObject))
            {
                start = reader.TokenStartIndex;
                reader.Skip();
                length = reader.BytesConsumed - start;
            }
            else if (reader.TokenType is JsonTokenType.PropertyName)
            {
                reader.Skip();
            }
        }

        return length > 0 ? Take(kind, line.Slice(start, length)) : WatchEvent.Skipped;
    }

    private static WatchEvent Kind(ref Utf8JsonReader reader)
    {
        var kind = reader.TokenType is not JsonTokenType.String ? WatchEvent.Skipped
            : reader.ValueTextEquals("ADDED"u8) ? WatchEvent.Added
            : reader.ValueTextEquals("MODIFIED"u8) ? WatchEvent.Modified
            : reader.ValueTextEquals("DELETED"u8) ? WatchEvent.Deleted
            : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEvent.Bookmark
            : reader.ValueTextEquals("ERROR"u8) ? WatchEvent.Error
            : WatchEvent.Skipped;
        reader.Skip();
        return kind;
    }

    private WatchEvent Take(WatchEvent kind, in ReadOnlySequence<byte> bytes)
    {
        if (kind is WatchEvent.Error)
        {
            Status = ApiStatus.Read(0, bytes);
            return kind;
        }

        var reader = new Utf8JsonReader(bytes, ObjectJson.Options);
        reader.Read();
        var one = objects.Read(ref reader);
        if (kind is WatchEvent.Bookmark)
        {
            return Metadata.ResourceVersion is null ? WatchEvent.Skipped : kind;
        }

        Object = kind is WatchEvent.Deleted ? null : one;
        return one is null ? WatchEvent.Skipped : kind;
    }
}
