using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Confluent.Kafka;
using Eyrie.Demo.StandIns;
using Eyrie.Platform;

namespace Eyrie.Demo;

/// <summary>What went through, as files to look at: one JSON object a line.</summary>
internal sealed class KeptFiles : IDisposable
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, FileStream> _files = new(StringComparer.Ordinal);

    /// <summary>Makes the folder; files of an earlier run are written anew.</summary>
    /// <exception cref="PipelineException">It cannot be made.</exception>
    public KeptFiles(string folder)
    {
        _folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(FailureKind.Fatal, $"the folder '{folder}' to keep things in cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Keeps a record in the file of its topic; what is no JSON as base64.</summary>
    /// <param name="topic">The topic's name without prefix.</param>
    /// <param name="record">The record.</param>
    public void Add(string topic, ConsumeResult<string, byte[]> record) => Append($"{topic}.ndjson", json =>
    {
        json.WriteNumber("partition", record.Partition.Value);
        json.WriteNumber("offset", record.Offset.Value);
        json.WriteString("key", record.Message.Key);
        json.WriteStartObject("headers");
        foreach (var header in record.Message.Headers)
        {
            json.WriteString(header.Key, Encoding.UTF8.GetString(header.GetValueBytes() ?? []));
        }

        json.WriteEndObject();
        WriteValue(json, record.Message.Value);
    });

    /// <summary>Keeps a document that was stored.</summary>
    public void Add(StoredDocument document) => Append("elasticsearch.ndjson", json =>
    {
        json.WriteString("_index", document.DataStream);
        json.WriteString("_id", document.Id);
        json.WritePropertyName("_source");
        json.WriteRawValue(document.Source.Span);
    });

    /// <summary>Keeps a message to Slack.</summary>
    public void Add(SlackMessage message) => Append("slack.ndjson", json =>
    {
        json.WriteString("channel", message.Channel);
        json.WritePropertyName("message");
        message.Body.WriteTo(json);
    });

    /// <summary>Keeps an event for PagerDuty, without the key that opens a real one.</summary>
    public void AddPagerDuty(JsonElement sent) => Append("pagerduty.ndjson", json =>
    {
        foreach (var property in sent.EnumerateObject().Where(property => property.Name is not "routing_key"))
        {
            property.WriteTo(json);
        }
    });

    /// <summary>Keeps a text.</summary>
    public void AddText(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text + '\n'));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, byte[]? value)
    {
        if (value is null)
        {
            json.WriteNull("value");
        }
        else if (IsJsonObject(value))
        {
            json.WritePropertyName("value");
            json.WriteRawValue(value);
        }
        else
        {
            json.WriteBase64String("valueBase64", value);
        }
    }

    private static bool IsJsonObject(byte[] value)
    {
        var json = new Utf8JsonReader(value);
        try
        {
            return json.Read() && json.TokenType is JsonTokenType.StartObject && json.TrySkip() && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Append(string name, Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        Write(name, line.WrittenSpan);
    }

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var file = _files.GetOrAdd(name, static (name, folder) => File.Create(Path.Combine(folder, name)), _folder);
        lock (file)
        {
            file.Write(bytes);
        }
    }
}
