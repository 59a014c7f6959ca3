using System.Text.Json.Serialization;

namespace Eyrie.Enricher.State;

/// <summary>Times of a node. <inheritdoc cref="ProcessRecord"/></summary>
internal sealed record NodeRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("f")]
    public long FirstSeen { get; init; }

    [JsonPropertyName("l")]
    public long LastSeen { get; init; }

    [JsonPropertyName("b")]
    public long BehindTicks { get; init; }

    [JsonPropertyName("t")]
    public long LastTetragon { get; init; }
}

/// <summary>Where an alert that waits is to be read again. Version 1 had no such record: it was the event itself.</summary>
internal sealed record PendingRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 2;

    [JsonPropertyName("o")]
    public long? Offset { get; init; }

    [JsonPropertyName("d")]
    public long Deadline { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(NodeRecord))]
[JsonSerializable(typeof(PendingRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
