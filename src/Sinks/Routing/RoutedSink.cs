using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Routing;

/// <summary>A configured sink, as routing sees it.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Type">What it is: the name itself unless it says otherwise.</param>
/// <param name="Filter">What its own options let through.</param>
internal sealed record RoutedSink(string Name, string Type, AlertFilter Filter)
{
    /// <summary>It calls people, or machines that do: exceptions, silences and mute times are about it. A store gets everything.</summary>
    public bool CallsPeople { get; } = Type is not (SinkNames.Elasticsearch or SinkNames.Stdout or SinkNames.File);

    /// <summary>Slack by a webhook: it posts to the channel it was made for, whatever a route says.</summary>
    public bool HasOneChannel { get; init; }

    /// <summary>One that nothing is known of.</summary>
    public static RoutedSink Unconfigured(string name) => new(name, name, new(new SinkOptions()));

    /// <summary>Those of a configuration, by name. One that is switched off is known all the same: routes may name it.</summary>
    public static IReadOnlyDictionary<string, RoutedSink> Of(IConfiguration sinks) => sinks.GetChildren()
        .Select(section => (Name: section.Key.ToLowerInvariant(), Section: section, Options: section.Get<SinkOptions>() ?? new()))
        .ToDictionary(
            sink => sink.Name,
            sink => new RoutedSink(sink.Name, (sink.Section["type"] ?? sink.Name).ToLowerInvariant(), new(sink.Options))
            {
                HasOneChannel = string.IsNullOrEmpty(sink.Section["tokenFile"]),
            },
            StringComparer.OrdinalIgnoreCase);
}
