using System.Diagnostics;

namespace Eyrie.Platform.Tracing;

/// <summary>Who makes spans: one source a stage. Their names live nowhere else.</summary>
public static class TraceSources
{
    /// <summary>What an exporter listens to.</summary>
    public const string All = "Eyrie.*";

    /// <summary>From the sensor into Kafka.</summary>
    public static readonly ActivitySource Ingestor = new("Eyrie.Ingestor");

    /// <summary>From the event to the alert.</summary>
    public static readonly ActivitySource Enricher = new("Eyrie.Enricher");

    /// <summary>From the alert to each target's answer.</summary>
    public static readonly ActivitySource Sinks = new("Eyrie.Sinks");

    /// <summary>Begins a span that is not the current one: loops handle many at a time.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="parent">What it belongs to.</param>
    /// <param name="start">When it began; now when left out.</param>
    /// <returns>Null when nobody listens.</returns>
    public static Activity? Begin(
        this ActivitySource source, string name, ActivityKind kind, in ActivityContext parent, DateTimeOffset start = default)
    {
        var around = Activity.Current;
        var span = source.StartActivity(name, kind, parent, startTime: start);
        Activity.Current = around;
        return span;
    }

    /// <summary>Ends a span; what is current stays so.</summary>
    /// <param name="span">The span.</param>
    /// <param name="error">A word of a fixed set when it failed.</param>
    public static void End(this Activity span, string? error = null)
    {
        if (error is not null)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);
        }

        var around = Activity.Current;
        span.Stop();
        Activity.Current = around;
    }
}
