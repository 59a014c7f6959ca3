using System.Buffers;
using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>
/// Takes a page of a list apart while it arrives: one object after the other, so that neither the page nor the API's own
/// objects are ever in memory. One a page.
/// </summary>
internal sealed class ListDecoder(IObjectReader objects, Action<IClusterObject> found)
{
    private JsonReaderState _state = new(ObjectJson.Options);
    private bool _inItems;

    /// <summary>The version of the whole list; null when the page did not say.</summary>
    public string? Version { get; private set; }

    /// <summary>Asks for the next page; null on the last.</summary>
    public string? Continuation { get; private set; }

    /// <summary>What was no object that can be kept.</summary>
    public int Skipped { get; private set; }

    /// <summary>Whether the page was complete.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads what is whole.</summary>
    /// <param name="bytes">From where the last call stopped.</param>
    /// <param name="isFinal">Nothing follows.</param>
    /// <returns>How many bytes were used.</returns>
    /// <exception cref="JsonException">It is no JSON, or ends too early.</exception>
    public long Decode(in ReadOnlySequence<byte> bytes, bool isFinal)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, _state);
        var used = 0L;
        while (_inItems ? TakeItem(ref reader, bytes) : TakeMember(ref reader, bytes))
        {
            (used, _state) = (reader.BytesConsumed, reader.CurrentState);
        }

        return used;
    }

    private bool TakeItem(ref Utf8JsonReader reader, in ReadOnlySequence<byte> bytes)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType is JsonTokenType.EndArray)
        {
            _inItems = false;
            return true;
        }

        var start = reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        TakeObject(bytes.Slice(start, reader.BytesConsumed - start));
        return true;
    }

    private void TakeObject(in ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, ObjectJson.Options);
        reader.Read();
        try
        {
            if (reader.TokenType is JsonTokenType.StartObject && objects.Read(ref reader) is { } one)
            {
                found(one);
                return;
            }
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // A text that is no UTF-8: the list is fine but for this object.
        }

        Skipped++;
    }

    private bool TakeMember(ref Utf8JsonReader reader, in ReadOnlySequence<byte> bytes)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType is not JsonTokenType.PropertyName)
        {
            IsComplete |= reader.TokenType is JsonTokenType.EndObject;
            return reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject ? true : throw new JsonException("it is no object");
        }

        var (isItems, isMetadata) = (reader.ValueTextEquals("items"u8), reader.ValueTextEquals("metadata"u8));
        if (!reader.Read())
        {
            return false;
        }

        if (isItems && reader.TokenType is JsonTokenType.StartArray)
        {
            return _inItems = true;
        }

        var start = reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        if (isMetadata && reader.TokenType is JsonTokenType.EndObject)
        {
            ReadMetadata(bytes.Slice(start, reader.BytesConsumed - start));
        }

        return true;
    }

    private void ReadMetadata(in ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, ObjectJson.Options);
        reader.Read();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
            {
                Version = reader.Text();
            }
            else if (reader.ValueTextEquals("continue"u8))
            {
                reader.Read();
                Continuation = reader.TokenType is JsonTokenType.String && reader.GetString() is { Length: > 0 } token ? token : null;
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
