using System.Text.Json;
using System.Text.Json.Serialization;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>Who was told: a group of alerts at an address of a sink.</summary>
internal sealed record NoticeKey(string Sink, string Address, string Group)
{
    private const char Separator = '\n';

    public static NoticeKey? Parse(string text) => text.Split(Separator) is [var sink, var address, var group] ? new(sink, address, group) : null;

    public override string ToString() => $"{Sink}{Separator}{Address.ReplaceLineEndings(" ")}{Separator}{Group}";
}

/// <summary>A value of <c>notices.v1</c>.</summary>
/// <param name="Told">What was told.</param>
/// <param name="Target">The route it went by: the word that it is over goes the same way.</param>
internal sealed record NoticePage(Told Told, RouteTarget Target)
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new SequenceSetJson() },
    };

    /// <exception cref="FormatException">It cannot be read.</exception>
    public static NoticePage Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<NoticePage>(value, Json) is { Told: not null, Target.Settings: not null } page
                ? page
                : throw new FormatException("no notice");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new FormatException($"no notice: {e.Message}", e);
        }
    }

    private sealed class SequenceSetJson : JsonConverter<SequenceSet>
    {
        public override SequenceSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            SequenceSet.Of((JsonSerializer.Deserialize<long[][]>(ref reader) ?? []).Where(range => range.Length == 2).Select(range => (range[0], range[1])));

        public override void Write(Utf8JsonWriter writer, SequenceSet value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Ranges.Select(range => new[] { range.First, range.Last }));
    }
}
