using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>
/// ECS 9.4 as far as documents use it, from <c>ecs-fields.txt</c>; and whole from the published table where that is at hand
/// (<c>EYRIE_ECS_FIELDS</c>, else <c>shared/schemas/ecs-fields.csv</c> beside the repository).
/// </summary>
internal sealed class EcsSchema
{
    /// <summary>Fields that are not ECS and why they are there all the same.</summary>
    public static readonly IReadOnlyDictionary<string, (string Type, string Reason)> Exceptions =
        new Dictionary<string, (string, string)>
        {
            ["process.Ext.ancestry"] = ("keyword[]", "where Elastic's own process analyzer looks for the ancestors' entity ids"),
        };

    private static readonly string[] Ours = ["falco.", "tetragon.", "kubernetes.", "eyrie."];

    private readonly Dictionary<string, string> _types;

    private EcsSchema(Dictionary<string, string> types) => _types = types;

    /// <summary>The list that is kept beside the tests.</summary>
    public static EcsSchema Kept { get; } = new(File.ReadLines(Path.Combine(Folder(), "ecs-fields.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1]));

    /// <summary>The published table; null where it is not at hand.</summary>
    public static EcsSchema? Published { get; } = FindTable() is { } table ? new(ReadTable(table)) : null;

    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>What is wrong with a document; empty when nothing is.</summary>
    public List<string> Check(JsonElement document)
    {
        var problems = new List<string>();
        CheckObject("", document, problems);
        return problems;
    }

    private void CheckObject(string prefix, JsonElement element, List<string> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (!names.Add(property.Name))
            {
                problems.Add($"{path} occurs twice");
            }

            if (property.Value.ValueKind is JsonValueKind.Object && !_types.ContainsKey(path))
            {
                CheckObject(path + ".", property.Value, problems);
            }
            else if (property.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list[0].ValueKind is JsonValueKind.Object)
            {
                foreach (var item in list.EnumerateArray())
                {
                    CheckObject(path + ".", item, problems);
                }
            }
            else if (!Array.Exists(Ours, path.StartsWith))
            {
                CheckValue(path, property.Value, problems);
            }
        }

        if (names.Count == 0)
        {
            problems.Add($"{prefix} is an empty object");
        }
    }

    private void CheckValue(string path, JsonElement value, List<string> problems)
    {
        if (!_types.TryGetValue(path, out var type) && Exceptions.TryGetValue(path, out var exception))
        {
            type = exception.Type;
        }

        if (type is null)
        {
            problems.Add($"{path} is not a field of ECS");
        }
        else if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var fits = value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0
                && value.EnumerateArray().All(item => Fits(type[..^2], item));
            problems.AddRange(fits ? [] : [$"{path} is to be a list of {type}: {value.GetRawText()}"]);
        }
        else if (!Fits(type, value))
        {
            problems.Add($"{path} is to be {type}: {value.GetRawText()}");
        }
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "long" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "float" or "scaled_float" => value.ValueKind is JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "date" => value.ValueKind is JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        "ip" => value.ValueKind is JsonValueKind.String && IPAddress.TryParse(value.GetString(), out _),
        _ => value.ValueKind is JsonValueKind.String,
    };

    private static string Folder() => Path.Combine(Path.GetDirectoryName(Testing.Samples.Path())!, "Enricher.Tests", "Documents");

    private static string? FindTable()
    {
        if (Environment.GetEnvironmentVariable("EYRIE_ECS_FIELDS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var table = Path.Combine(folder.FullName, "shared", "schemas", "ecs-fields.csv");
            if (File.Exists(table))
            {
                return table;
            }
        }

        return null;
    }

    // Columns: version, indexed, field set, field, type, level, normalization; what may hold a comma comes after them.
    private static Dictionary<string, string> ReadTable(string path)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var columns = line.Split(',');
            if (columns.Length > 6 && columns[0].StartsWith("9.", StringComparison.Ordinal))
            {
                types[columns[3]] = columns[6] is "array" && columns[4] is not ("object" or "nested") ? columns[4] + "[]" : columns[4];
            }
        }

        return types.Where(field => field.Value is not ("object" or "nested")).ToDictionary();
    }
}
