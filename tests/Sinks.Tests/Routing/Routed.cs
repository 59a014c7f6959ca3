using Eyrie.Contracts;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Tests.Routing;

/// <summary>Routing files as tests write them.</summary>
internal static class Routed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, RoutedSink> Sinks { get; } = new[] { "slack", "pagerduty", "webhook", "alertmanager", "elasticsearch", "file" }
        .ToDictionary(name => name, RoutedSink.Unconfigured, StringComparer.OrdinalIgnoreCase);

    /// <summary>An alert of the namespace <c>shop</c>, warning.</summary>
    public static Alert Alert { get; } = An.FullAlert() with { Severity = Severity.Warning };

    public static RoutingContent Read(string yaml) => RoutingReading.Parse(yaml, "routing.yaml", Sinks);

    /// <summary>A router by a file without mistakes.</summary>
    public static AlertRouter Router(string yaml) => new(Sinks, Book(yaml));

    public static RoutingBook Book(string yaml)
    {
        var content = Read(yaml);
        Assert.Equal("", string.Join('\n', content.Problems.Where(problem => !problem.MattersInUse)));
        var book = new RoutingBook();
        book.Take(content);
        return book;
    }

    /// <summary>The channels where an alert goes in Slack.</summary>
    public static string Channels(this AlertRouter router, Alert alert) =>
        string.Join(' ', router.Route("slack", alert, Now).Targets.Select(target => target.Settings.Channel));
}
