using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Silences as they stand on the topic: JSON with the keys that files have, so that both are read alike.</summary>
internal static class SilenceCodec
{
    private const int Longest = 100_000;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says everything that is wrong.</exception>
    public static Silence Read(string id, ReadOnlySpan<byte> json, string topic)
    {
        if (json.Length > Longest)
        {
            throw new FormatException($"{json.Length} bytes are too many for a silence");
        }

        var problems = new List<ConfigurationProblem>();
        var root = YamlFile.Parse(Encoding.UTF8.GetString(json), topic, problems);
        var silence = SilenceReading.Read(new(root, "", problems), id) with { Id = id, Source = topic, Json = json.ToArray() };
        return problems.Count == 0 ? silence : throw new FormatException(string.Join("; ", problems.Take(5)));
    }

    /// <summary>The same with another end.</summary>
    public static byte[] WithEnd(Silence silence, DateTimeOffset until)
    {
        var json = JsonNode.Parse(silence.Json.Span)!.AsObject();
        json["until"] = Moments.Show(until);
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    /// <summary>Writes one.</summary>
    public static byte[] Write(NewSilence silence) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["match"] = silence.Match,
        ["all"] = silence.All,
        ["creator"] = silence.Creator,
        ["reason"] = silence.Reason,
        ["from"] = Moments.Show(silence.From),
        ["until"] = Moments.Show(silence.Until),
    });
}
