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

/// <summary>An act of which a rule or a policy spoke. <inheritdoc cref="ProcessRecord"/></summary>
internal sealed record ActRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("n")]
    public long Number { get; init; }

    [JsonPropertyName("i")]
    public string Id { get; init; } = "";

    [JsonPropertyName("s")]
    public string Sensor { get; init; } = "";

    [JsonPropertyName("r")]
    public string? Rule { get; init; }

    [JsonPropertyName("t")]
    public long Time { get; init; }

    [JsonPropertyName("p")]
    public long Pid { get; init; }

    [JsonPropertyName("f")]
    public string? File { get; init; }

    [JsonPropertyName("a")]
    public string? Address { get; init; }

    [JsonPropertyName("o")]
    public int Port { get; init; }

    [JsonPropertyName("x")]
    public bool IsExec { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(NodeRecord))]
[JsonSerializable(typeof(PendingRecord))]
[JsonSerializable(typeof(ActRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
