using System.Text.Json;
using System.Text.Json.Serialization;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Versions;

/// <summary>Reads and writes <see cref="VersionBook"/>'s records of <c>state.v1</c>.</summary>
internal static class VersionCodec
{
    private const string Version = "version/";
    private const string Skew = "skew/";

    /// <summary>The key of a node's version.</summary>
    public static string KeyOf(string cluster, string product, string node) => StateKey.Of(Version, cluster, $"{product}/{node}");

    /// <summary>The key of a group's times.</summary>
    public static string KeyOf(string cluster, string product) => StateKey.Of(Skew, cluster, product);

    /// <summary>Whether a record is one of these.</summary>
    public static bool IsKey(string key) => key.StartsWith(Version, StringComparison.Ordinal) || key.StartsWith(Skew, StringComparison.Ordinal);

    public static byte[] Write(in Sighting sighting) => JsonSerializer.SerializeToUtf8Bytes(
        new VersionRecord { Version = sighting.Version, Seen = sighting.Seen, Told = sighting.Told }, VersionJson.Default.VersionRecord);

    public static byte[] Write(SkewRecord times) => JsonSerializer.SerializeToUtf8Bytes(times, VersionJson.Default.SkewRecord);

    /// <summary>Puts back one record.</summary>
    /// <exception cref="FormatException">Its key names no cluster or product.</exception>
    /// <exception cref="JsonException">Its value is none of ours.</exception>
    public static void Restore(VersionBook book, string key, byte[]? value)
    {
        if (StateKey.Rest(key, Skew) is { } skew)
        {
            var (cluster, product) = StateKey.Split(skew);
            book.Restore(cluster, product).Restore(value is null ? new() : JsonSerializer.Deserialize(value, VersionJson.Default.SkewRecord) ?? new());
            return;
        }

        var (named, rest) = StateKey.Split(key[Version.Length..]);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            throw new FormatException("the key names no product");
        }

        var node = rest[(slash + 1)..];
        var record = value is null ? null : JsonSerializer.Deserialize(value, VersionJson.Default.VersionRecord);
        book.Restore(named, rest[..slash]).Restore(node, record is null ? null : new(node, record.Version, record.Seen, record.Told));
    }
}

/// <summary>A node's version. <inheritdoc cref="ProcessRecord"/></summary>
internal sealed record VersionRecord
{
    [JsonPropertyName("v")]
    public int Form { get; init; } = 1;

    [JsonPropertyName("x")]
    public string Version { get; init; } = "";

    [JsonPropertyName("s")]
    public long Seen { get; init; }

    [JsonPropertyName("t")]
    public long Told { get; init; }
}

/// <summary>Times of a group. <inheritdoc cref="ProcessRecord"/></summary>
internal sealed record SkewRecord
{
    [JsonPropertyName("v")]
    public int Form { get; init; } = 1;

    /// <summary>The reports' own clock.</summary>
    [JsonPropertyName("n")]
    public long Now { get; init; }

    /// <summary>Since when they differ; 0: they do not.</summary>
    [JsonPropertyName("s")]
    public long Since { get; init; }

    /// <summary>When that was last told; 0: it was not.</summary>
    [JsonPropertyName("t")]
    public long Told { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(VersionRecord))]
[JsonSerializable(typeof(SkewRecord))]
internal sealed partial class VersionJson : JsonSerializerContext;
