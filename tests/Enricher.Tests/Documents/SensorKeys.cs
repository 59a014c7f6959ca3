using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>A key of a sensor's event and what it is for.</summary>
/// <param name="File">The sample it is in.</param>
/// <param name="Format">Which sensor said it.</param>
/// <param name="Key">Its path, as the sensor names it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Changed">Fields of the document that are other without it.</param>
/// <param name="IsElsewhere">The document has the value all the same: the sensor said it twice.</param>
internal sealed record SensorKey(string File, SensorFormat Format, string Key, string Value, IReadOnlyList<string> Changed, bool IsElsewhere)
{
    /// <summary>The document says it in a field that has a meaning of its own.</summary>
    public bool HasField => IsElsewhere || Changed.Any(SensorKeys.IsOfMeaning);

    /// <summary>The document says it at all.</summary>
    public bool IsKept => IsElsewhere || Changed.Count > 0;

    /// <summary>The key with <c>[]</c> for each index.</summary>
    public string Name => System.Text.RegularExpressions.Regex.Replace(Key, @"\[\d+\]", "[]");
}

/// <summary>Finds out what becomes of each key that a sensor says: a document is written without it, and what is then missing is what it was for.</summary>
internal static class SensorKeys
{
    // A value so long is not there by chance.
    private const int LongEnough = 4;
    private const int LongEnoughForAPart = 8;

    private static readonly string[] AsTheyAre = ["falco.output_fields.", "tetragon.", "related."];

    private static readonly Lazy<IReadOnlyList<SensorKey>> Traced = new(() => [.. Trace()]);

    /// <summary>Whether it is a field of its own, not one of those that keep what a sensor says as it is.</summary>
    public static bool IsOfMeaning(string name) => !Array.Exists(AsTheyAre, name.StartsWith);

    /// <summary>The keys of every sample, of a recording those of a few events of each kind.</summary>
    public static IReadOnlyList<SensorKey> All => Traced.Value;

    private static IEnumerable<SensorKey> Trace()
    {
        foreach (var (file, format) in SampleDocuments.Files.Where(sample => sample.Format is not SensorFormat.EyrieJson))
        {
            foreach (var line in SampleDocuments.RepresentativeLines(file, format))
            {
                foreach (var key in Trace(file, line, format))
                {
                    yield return key;
                }
            }
        }
    }

    private static IEnumerable<SensorKey> Trace(string file, string line, SensorFormat format)
    {
        var root = JsonNode.Parse(line)!.AsObject();
        if (format is SensorFormat.FalcoProtobuf && root["output"]?.GetValue<string>() is ['{', ..] document)
        {
            root = JsonNode.Parse(document)!.AsObject(); // the fields beside it say the same once more
        }

        var form = format is SensorFormat.TetragonProtobuf ? SensorFormat.TetragonJson : format is SensorFormat.FalcoProtobuf ? SensorFormat.FalcoJson : format;
        var whole = Write(root, form)!;
        var text = string.Join('\n', whole.Names.Where(IsOfMeaning).Select(name => whole[name]));
        var values = whole.Names.Where(IsOfMeaning).Select(name => whole[name]!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Leaves(root, ""))
        {
            var without = root.DeepClone().AsObject();
            Remove(without, key);
            var said = value is JsonValue single ? single.ToString() : value.ToJsonString();
            yield return new(file, form, Short(key), said, Changed(whole, Write(without, form)),
                (said.Length >= LongEnough && values.Contains(said)) || (said.Length >= LongEnoughForAPart && text.Contains(said, StringComparison.Ordinal)));
        }
    }

    // Not redacted: what is blanked is not lost by mistake.
    private static FlatDocument? Write(JsonObject json, SensorFormat format)
    {
        try
        {
            var sensorEvent = SampleDocuments.Event(json.ToJsonString(), format);
            return FlatDocument.Of(SampleDocuments.Write(SampleDocuments.Map(sensorEvent), redact: false));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] Changed(FlatDocument whole, FlatDocument? without) => without is null
        ? ["event"]
        : [.. whole.Names.Union(without.Names).Where(name => name is not "event.id" && whole[name] != without[name])];

    // Null, empty and <NA> say nothing. A list of values is one leaf.
    private static IEnumerable<(string Path, JsonNode Value)> Leaves(JsonNode node, string path) => node switch
    {
        JsonObject said => said.Where(property => property.Value is not null)
            .SelectMany(property => Leaves(property.Value!, path.Length == 0 ? property.Key : $"{path}\n{property.Key}")),
        JsonArray list when list.Any(item => item is JsonObject) => list.SelectMany((item, index) => Leaves(item!, $"{path}\n[{index}]")),
        JsonArray { Count: 0 } => [],
        JsonValue value when value.ToString() is "" or "<NA>" => [],
        _ => [(path, node)],
    };

    private static void Remove(JsonObject root, string path)
    {
        JsonNode node = root;
        var parts = path.Split('\n');
        foreach (var part in parts[..^1])
        {
            node = node is JsonArray list ? list[Index(part)]! : node[part]!;
        }

        if (node is JsonArray last)
        {
            last.RemoveAt(Index(parts[^1]));
        }
        else
        {
            node.AsObject().Remove(parts[^1]);
        }
    }

    private static int Index(string part) => int.Parse(part.AsSpan(1, part.Length - 2), System.Globalization.CultureInfo.InvariantCulture);

    // 'output_fields' and the kind of event are envelopes, not part of the name.
    private static string Short(string path)
    {
        var name = path.Replace("\n[", "[", StringComparison.Ordinal).Replace('\n', '.');
        const string Fields = "output_fields.";
        return name.StartsWith(Fields, StringComparison.Ordinal) ? name[Fields.Length..]
            : path.Contains('\n', StringComparison.Ordinal) && path.StartsWith("process_", StringComparison.Ordinal) ? name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]
            : name;
    }
}
