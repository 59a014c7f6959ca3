using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>
/// Reads the alert's JSON, and everything like it that was seen in the wild: a log's prefix before it, <c>message</c> for
/// <c>output</c>, nested fields, text that is not Unicode, missing or odd properties.
/// </summary>
internal static class FalcoJson
{
    private const int LongestPrefix = 1024;

    /// <summary>Reads one alert.</summary>
    /// <exception cref="FormatException">It is not one JSON object.</exception>
    public static FalcoAlert Read(ReadOnlySpan<byte> payload)
    {
        var json = WithoutPrefix(payload);
        try
        {
            return Parse(json);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return ParseRepaired(json); // bytes or escapes that are not Unicode: file names can hold anything
        }
    }

    private static FalcoAlert ParseRepaired(ReadOnlySpan<byte> json)
    {
        try
        {
            return Parse(UnicodeRepair.Repair(json));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new FormatException($"not a Falco alert in JSON: {e.Message}", e);
        }
    }

    private static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException or ArgumentException;

    // syslog, journald and CRI write their own words before the document.
    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> payload)
    {
        var brace = payload.IndexOf((byte)'{');
        return brace is > 0 and < LongestPrefix ? payload[brace..] : payload;
    }

    private static FalcoAlert Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new FormatException("not a Falco alert in JSON: it is not an object");
        }

        var alert = new FalcoAlert();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            ReadProperty(ref reader, name, alert);
        }

        return reader.Read() ? throw new FormatException("more than one JSON value in one event") : alert;
    }

    private static void ReadProperty(ref Utf8JsonReader reader, string name, FalcoAlert alert)
    {
        switch (name)
        {
            case "output_fields" when reader.TokenType is JsonTokenType.StartObject:
                JsonFlattening.Flatten(ref reader, "", alert.Add);
                break;
            case "tags" when reader.TokenType is JsonTokenType.StartArray:
                alert.Tags = ReadTags(ref reader);
                break;
            case "time" or "rule" or "priority" or "source" or "hostname" or "output" or "message"
                when reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray):
                Take(name, JsonFlattening.Text(ref reader), alert);
                break;
            default:
                JsonFlattening.Flatten(ref reader, name, alert.Add); // for instance the uuid that Falcosidekick adds
                break;
        }
    }

    private static void Take(string name, string? value, FalcoAlert alert)
    {
        if (!EcsWriter.IsSaid(value))
        {
            return;
        }

        switch (name)
        {
            case "time": alert.Time = FalcoTime.Read(value!); break;
            case "rule": alert.Rule = value; break;
            case "priority": alert.Priority = Severities.TryParse(value, out var severity) ? severity : null; break;
            case "source": alert.Source = value; break;
            case "hostname": alert.Hostname = value; break;
            case "output": alert.Message = value; break;
            default: alert.Message ??= value; break;
        }
    }

    private static List<string> ReadTags(ref Utf8JsonReader reader)
    {
        var tags = new List<string>();
        var depth = reader.CurrentDepth;
        while (reader.Read() && (reader.TokenType is not JsonTokenType.EndArray || reader.CurrentDepth > depth))
        {
            if (reader.TokenType is JsonTokenType.String && reader.GetString() is { Length: > 0 } tag)
            {
                tags.Add(tag);
            }
        }

        return tags;
    }
}
