using System.Text.Json.Nodes;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Reads filters as Tetragon's own configuration has them: JSON objects, one after the other, usually one a line. Field names may be
/// <c>event_set</c> or <c>eventSet</c>; a field mask's paths may have underscores, which protobuf's JSON does not know.
/// </summary>
internal static class TetragonFilters
{
    private const string FieldsName = "fields";

    /// <summary>What <c>allowList</c> and <c>denyList</c> say.</summary>
    /// <exception cref="FormatException">One of them makes no sense; the message says in which line, and what may stand there.</exception>
    public static IReadOnlyList<Filter> ReadFilters(string? text)
    {
        var filters = new List<Filter>();
        foreach (var (line, json) in FilterText.Objects(text))
        {
            FilterWords.Check(json, Filter.Descriptor, line);
            filters.Add(Parsed<Filter>(json, line));
        }

        return filters;
    }

    /// <summary>What <c>fieldFilters</c> says.</summary>
    /// <exception cref="FormatException">As above.</exception>
    public static IReadOnlyList<FieldFilter> ReadFieldFilters(string? text)
    {
        var filters = new List<FieldFilter>();
        foreach (var (line, json) in FilterText.Objects(text))
        {
            FilterWords.Check(json, FieldFilter.Descriptor, line);
            var fields = json[FieldsName];
            json.Remove(FieldsName);
            var filter = Parsed<FieldFilter>(json, line);
            filter.Fields = Mask(fields, line);
            FilterWords.Check(filter, line);
            filters.Add(filter);
        }

        return filters;
    }

    /// <summary>What is wrong with a sensor's filters.</summary>
    public static IEnumerable<string> Complaints(SensorOptions sensor)
    {
        foreach (var (key, text, read) in new (string, string?, Action<string?>)[]
        {
            ("allowList", sensor.AllowList, static text => ReadFilters(text)),
            ("denyList", sensor.DenyList, static text => ReadFilters(text)),
            ("fieldFilters", sensor.FieldFilters, static text => ReadFieldFilters(text)),
        })
        {
            if (!string.IsNullOrWhiteSpace(text) && sensor.Type is not "tetragon-grpc")
            {
                yield return $"{key}: '{sensor.Type}' sends what it sends; only tetragon-grpc can be asked for less";
            }
            else if (Problem(read, text) is { } problem)
            {
                yield return $"{key}: {problem}";
            }
        }
    }

    private static string? Problem(Action<string?> read, string? text)
    {
        try
        {
            read(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static FieldMask? Mask(JsonNode? fields, int line) => fields switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? paths) => new() { Paths = { paths.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Snake) } },
        _ => throw new FormatException($"line {line}: 'fields' is one text with commas, for instance \"process.exec_id,process.pid\""),
    };

    private static string Snake(string path) => string.Concat(path.Trim().Select(letter =>
        char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static T Parsed<T>(JsonObject json, int line)
        where T : IMessage, new()
    {
        try
        {
            return JsonParser.Default.Parse<T>(json.ToJsonString());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException)
        {
            throw new FormatException($"line {line}: {e.Message}", e);
        }
    }
}
