using System.Text.Json.Nodes;
using Eyrie.Platform.Configuration;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.Reflection;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Checks the words in filters against Tetragon's own: one that it does not know would be refused by the agent at every connect, or be
/// taken for nothing.
/// </summary>
internal static class FilterWords
{
    /// <summary>Checks the names of fields and of enumerations' values.</summary>
    /// <exception cref="FormatException">One is not known; the message has the nearest that is.</exception>
    public static void Check(JsonObject json, MessageDescriptor message, int line)
    {
        foreach (var (name, value) in json)
        {
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(field => field.Name == name || field.JsonName == name)
                ?? throw Unknown(line, name, $"no field of {message.Name}", message.Fields.InDeclarationOrder().Select(field => field.Name));
            Check(value, field, line);
        }
    }

    /// <summary>Checks the paths of a field filter: each must be a field of one of the events that it is for.</summary>
    /// <exception cref="FormatException">As above.</exception>
    public static void Check(FieldFilter filter, int line)
    {
        var events = EventsOf(filter).ToArray();
        foreach (var path in filter.Fields?.Paths ?? [])
        {
            if (!events.Any(type => Wrong(path, type) is null))
            {
                var (word, allowed) = events.Select(type => Wrong(path, type)!.Value).MaxBy(wrong => wrong.Depth) is var deepest
                    ? (deepest.Word, deepest.Allowed)
                    : default;
                throw Unknown(line, word, path == word ? "no field of these events" : $"no field at '{path}'", allowed);
            }
        }
    }

    private static void Check(JsonNode? value, FieldDescriptor field, int line)
    {
        foreach (var item in value is JsonArray list ? [.. list] : new[] { value })
        {
            if (field.FieldType is FieldType.Enum && item is JsonValue word && word.TryGetValue(out string? text)
                && field.EnumType.FindValueByName(text) is null)
            {
                throw Unknown(line, text, $"no {field.Name}", field.EnumType.Values.Select(known => known.Name));
            }

            if (item is JsonObject inner && field.FieldType is FieldType.Message)
            {
                Check(inner, field.MessageType, line);
            }
        }
    }

    private static IEnumerable<MessageDescriptor> EventsOf(FieldFilter filter) => GetEventsResponse.Descriptor.Oneofs
        .Single(choice => choice.Name == "event").Fields
        .Where(kind => filter.EventSet.Count == 0 || filter.EventSet.Contains((EventType)kind.FieldNumber) != (filter.InvertEventSet is true))
        .Select(kind => kind.MessageType);

    private static (string Word, int Depth, IEnumerable<string> Allowed)? Wrong(string path, MessageDescriptor? message)
    {
        var depth = 0;
        foreach (var word in path.Split('.'))
        {
            if (message?.FindFieldByName(word) is not { } field)
            {
                return (word, depth, message?.Fields.InDeclarationOrder().Select(known => known.Name) ?? []);
            }

            message = field is { FieldType: FieldType.Message, IsMap: false } ? field.MessageType : null;
            depth++;
        }

        return null;
    }

    private static FormatException Unknown(int line, string word, string what, IEnumerable<string> allowed) =>
        new($"line {line}: '{word}' is {what}; allowed: {string.Join(", ", allowed)}{NearestWord.Hint(word, allowed)}");
}
