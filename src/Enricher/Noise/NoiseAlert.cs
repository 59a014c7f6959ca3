using System.Text;
using System.Text.Json;

namespace Eyrie.Enricher.Noise;

/// <summary>What of an alert's document says whether it is like others. Empty: not said.</summary>
internal sealed record NoiseAlert
{
    // What is longer is no name that an exception could have.
    private const int LongestText = 256;
    private const int MostAncestors = 32;

    public string Rule { get; private init; } = "";

    public string Sensor { get; private init; } = "";

    /// <summary>Falco's source: its fields are those of one source.</summary>
    public string Provider { get; private init; } = "";

    public string Namespace { get; private init; } = "";

    /// <summary><c>Deployment/web</c>.</summary>
    public string Workload { get; private init; } = "";

    public string Pod { get; private init; } = "";

    public string Node { get; private init; } = "";

    /// <summary>It happened in a container, be its pod known or not.</summary>
    public bool InContainer { get; private init; }

    public string Image { get; private init; } = "";

    public string Binary { get; private init; } = "";

    public string Command { get; private init; } = "";

    /// <summary>The command line in Falco's words, which are not always Tetragon's.</summary>
    public string FalcoCommand { get; private init; } = "";

    public string User { get; private init; } = "";

    /// <summary>Programs above the acting one, the parent's first.</summary>
    public IReadOnlyList<string> Ancestors { get; private init; } = [];

    public int Severity { get; private init; }

    /// <summary>Where the exception is written that fits it; empty: none does.</summary>
    public string Exception { get; private init; } = "";

    public bool IsSuppressed { get; private init; }

    /// <summary>Reads a document; null when it is no alert: a closed incident, or no document of ours.</summary>
    public static NoiseAlert? Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return Text(json.RootElement, "event", "kind") is "alert" ? Read(json.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // Invalid: text that is not Unicode
        {
            return null;
        }
    }

    private static NoiseAlert Read(JsonElement root)
    {
        var eyrie = Find(root, "eyrie");
        var workload = Text(eyrie, "workload", "name");
        var suppressed = Find(eyrie, "suppressed");
        return new()
        {
            Rule = Text(root, "rule", "name"),
            Sensor = Text(root, "event", "module"),
            Provider = Text(root, "event", "provider"),
            Namespace = Text(root, "kubernetes", "namespace"),
            Workload = workload.Length > 0 ? $"{Text(eyrie, "workload", "kind")}/{workload}" : "",
            Pod = Text(root, "kubernetes", "pod", "name"),
            Node = Text(root, "host", "name"),
            InContainer = Text(root, "container", "id").Length > 0,
            Image = Text(root, "container", "image", "name"),
            Binary = Program(Find(root, "process")),
            Command = Text(root, "process", "command_line"),
            FalcoCommand = Text(root, "falco", "output_fields", "proc.cmdline"),
            User = Text(root, "process", "user", "name") is { Length: > 0 } user ? user : Text(root, "user", "name"),
            Ancestors = AncestorsOf(eyrie),
            Severity = Find(root, "event", "severity") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var severity) ? severity : 0,
            IsSuppressed = suppressed.ValueKind is JsonValueKind.Object,
            Exception = Text(suppressed, "source"),
        };
    }

    private static string[] AncestorsOf(JsonElement eyrie) => Find(eyrie, "process", "ancestors") is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Take(MostAncestors).Select(Program).Where(program => program.Length > 0).Distinct(StringComparer.Ordinal)]
        : [];

    private static string Program(JsonElement process) => Text(process, "executable") is { Length: > 0 } path ? path : Text(process, "name");

    private static JsonElement Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    // What is too long is kept so far, with a mark: it counts, and is proposed to nobody.
    private static string Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        var text = Find(element, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() ?? "" : "";
        if (text.Length <= LongestText)
        {
            return text;
        }

        var hash = DistinctCount.Hash(Encoding.UTF8.GetBytes(text)); // two that begin alike are two
        return $"{text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}{NoiseValues.Cut}{hash:x16}";
    }
}
