using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing.Matching;

/// <summary>A text of an alert that can be asked about.</summary>
internal sealed record TextField(string Name)
{
    /// <summary>By the name they have in files.</summary>
    public static IReadOnlyDictionary<string, TextField> All { get; } = new TextField[]
    {
        new("rule") { One = static subject => subject.Alert.Rule },
        new("sensor") { One = static subject => subject.Alert.Sensor },
        new("cluster") { One = static subject => subject.Alert.Cluster, IsOfPlace = true },
        new("namespace") { One = static subject => subject.Alert.Namespace, IsOfPlace = true },
        new("workload") { One = static subject => subject.Alert.Workload, Part = static value => value.AsSpan(value.IndexOf('/', StringComparison.Ordinal) + 1), IsOfPlace = true },
        new("pod") { One = static subject => subject.Alert.Pod, IsOfPlace = true },
        new("container") { One = static subject => subject.Alert.Container, IsOfPlace = true },
        new("image") { One = static subject => subject.Alert.Image, Part = WithoutTag, IsOfPlace = true },
        new("node") { One = static subject => subject.Alert.Node, IsOfPlace = true },
        new("user") { One = static subject => subject.Alert.User },
        new("team") { One = static subject => subject.Team, IsOfPlace = true },
        new("incident") { One = static subject => subject.Alert.Incident, IsOfPlace = true },
        new("technique") { Many = static alert => alert.Techniques },
        new("tactic") { Many = static alert => alert.Tactics },
        new("tags") { Many = static alert => alert.Tags },
    }.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The text; null when there are many.</summary>
    public Func<RouteSubject, string>? One { get; init; }

    /// <summary>The texts, of which one has to fit; null when there is one.</summary>
    public Func<Alert, IReadOnlyList<string>>? Many { get; init; }

    /// <summary>What of the text may fit in place of all of it: a workload's name without its kind.</summary>
    public PartOfText? Part { get; init; }

    /// <summary>It says where something happened.</summary>
    public bool IsOfPlace { get; init; }

    // registry:5000/shop/web:1.27 has a port and a tag.
    private static ReadOnlySpan<char> WithoutTag(string image)
    {
        var name = image.AsSpan();
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}

/// <summary>Takes a part of a text.</summary>
internal delegate ReadOnlySpan<char> PartOfText(string value);
