using System.Globalization;
using System.Net;
using System.Text.Json;
using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>Compares a document with the table of fields: every field has a line, every value is what its line says.</summary>
internal static class FieldCheck
{
    /// <summary>What is wrong with a document; empty when nothing is.</summary>
    public static List<string> Problems(JsonElement document)
    {
        var problems = new List<string>();
        CheckObject("", document, problems);
        foreach (var field in DocumentFields.All.Where(field => field.Presence is FieldPresence.Always && !Has(document, field.Name)))
        {
            problems.Add($"{field.Name} is to be in every document");
        }

        return problems;
    }

    /// <summary>The fields that a document has.</summary>
    public static HashSet<string> Names(JsonElement document)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        AddNames("", document, names);
        return names;
    }

    private static void CheckObject(string prefix, JsonElement element, List<string> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (!names.Add(property.Name))
            {
                problems.Add($"{path} occurs twice");
            }

            if (DocumentFields.Find(path) is { } field)
            {
                CheckValue(field, property.Value, problems);
            }
            else if (property.Value.ValueKind is JsonValueKind.Object)
            {
                CheckObject(path + ".", property.Value, problems);
            }
            else
            {
                problems.Add($"{path} is not in the table of fields");
            }
        }

        if (names.Count == 0)
        {
            problems.Add($"{prefix} is an empty object");
        }
    }

    private static void CheckValue(DocumentField field, JsonElement value, List<string> problems)
    {
        if (!field.IsList)
        {
            CheckOne(field, value, problems);
        }
        else if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            problems.Add($"{field.Name} is to be a list: {value.GetRawText()}");
        }
        else
        {
            foreach (var item in value.EnumerateArray())
            {
                CheckOne(field, item, problems);
            }
        }
    }

    private static void CheckOne(DocumentField field, JsonElement value, List<string> problems)
    {
        if (!Fits(field.Type, value))
        {
            problems.Add($"{field.Name} is to be {field.Type}: {value.GetRawText()}");
        }
        else if (field.Type is FieldType.Objects)
        {
            CheckObject(field.Name + ".", value, problems);
        }
        else if (field.Values.Count > 0 && !field.Values.Contains(value.GetString()))
        {
            problems.Add($"{field.Name} has a value that its line does not name: {value.GetRawText()}");
        }
    }

    private static bool Fits(FieldType type, JsonElement value) => type switch
    {
        FieldType.WholeNumber => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        FieldType.Number => value.ValueKind is JsonValueKind.Number,
        FieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FieldType.Time => value.ValueKind is JsonValueKind.String && IsTime(value.GetString()!),
        FieldType.Address => value.ValueKind is JsonValueKind.String && IPAddress.TryParse(value.GetString(), out _),
        FieldType.Objects => value.ValueKind is JsonValueKind.Object,
        FieldType.Flat => value.ValueKind is JsonValueKind.Object && value.EnumerateObject().All(entry => entry.Value.ValueKind is JsonValueKind.String),
        _ => value.ValueKind is JsonValueKind.String,
    };

    // Elasticsearch's nanoseconds begin in 1970 and end in 2262.
    private static bool IsTime(string text) => text is { Length: 30 } and [.., 'Z']
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)
        && string.CompareOrdinal(text, "1970") > 0 && string.CompareOrdinal(text, "2262-04-11T23:47:16.854775807Z") <= 0;

    private static void AddNames(string prefix, JsonElement element, HashSet<string> names)
    {
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (DocumentFields.Find(path) is { Type: not FieldType.Objects } || property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                names.Add(path);
            }
            else if (property.Value.ValueKind is JsonValueKind.Object)
            {
                AddNames(path + ".", property.Value, names);
            }
            else
            {
                names.Add(path);
                foreach (var item in property.Value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object))
                {
                    AddNames(path + ".", item, names);
                }
            }
        }
    }

    private static bool Has(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return false;
            }
        }

        return true;
    }
}
