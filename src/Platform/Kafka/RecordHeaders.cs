using System.Buffers.Text;
using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>The names of record headers, and how their values are written. They live nowhere else.</summary>
public static class RecordHeaders
{
    /// <summary><c>falco</c> or <c>tetragon</c>.</summary>
    public const string Sensor = "sensor";

    /// <summary>How the value is to be read; see <see cref="Contracts.SensorFormat"/>.</summary>
    public const string Format = "format";

    /// <summary>The node.</summary>
    public const string Node = "node";

    /// <summary>The cluster.</summary>
    public const string Cluster = "cluster";

    /// <summary>When the Ingestor had read it: Unix nanoseconds as decimal digits.</summary>
    public const string Received = "received";

    /// <summary>On <c>alerts.v1</c> and <c>urgent.v1</c>: when the sensor saw it, written as <see cref="Received"/> is.</summary>
    public const string Time = "time";

    /// <summary>The event's deterministic id.</summary>
    public const string Id = "id";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The severity's word.</summary>
    public const string Severity = "severity";

    /// <summary>The pod's namespace.</summary>
    public const string Namespace = "namespace";

    /// <summary>The rule's name.</summary>
    public const string Rule = "rule";

    /// <summary>The incident's id.</summary>
    public const string Incident = "incident";

    /// <summary>On <c>alerts.v1</c>: this alert is on <c>urgent.v1</c>, too. Who reads both passes over it here.</summary>
    public const string Urgent = "urgent";

    /// <summary>On <c>alerts.v1</c>: <c>event</c> when it is no alert, but the word that an incident is over.</summary>
    public const string Kind = "kind";

    /// <summary>On <c>dead.v1</c>: no letter, but the word that one is done with: <c>retried</c> or <c>dropped</c>.</summary>
    public const string Settled = "settled";

    /// <summary>Which stage dead-lettered the record.</summary>
    public const string Stage = "stage";

    /// <summary>Which sink did.</summary>
    public const string Sink = "sink";

    /// <summary>Why, as one word of a fixed set.</summary>
    public const string Reason = "reason";

    /// <summary>Why, in words.</summary>
    public const string Error = "error";

    /// <summary>Where the record came from.</summary>
    public const string Topic = "topic";

    /// <inheritdoc cref="Topic"/>
    public const string Partition = "partition";

    /// <inheritdoc cref="Topic"/>
    public const string Offset = "offset";

    /// <summary>On a marker of <c>dead.v1</c>: who settled the letter.</summary>
    public const string By = "by";

    /// <summary>On a marker of <c>dead.v1</c>: what that person said about it.</summary>
    public const string Why = "why";

    /// <summary>How many bytes the value had before it was cut.</summary>
    public const string Size = "size";

    /// <summary>Adds a text; nothing when it is null or empty.</summary>
    public static Headers With(this Headers headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        return headers;
    }

    /// <summary>Adds a moment: Unix nanoseconds as decimal digits.</summary>
    public static Headers With(this Headers headers, string name, EventTime time)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(time.UnixNanoseconds, digits, out var length);
        headers.Add(name, digits[..length].ToArray());
        return headers;
    }

    /// <summary>The last header of that name as a moment; null when there is none.</summary>
    public static EventTime? Moment(this Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var digits) && Utf8Parser.TryParse(digits, out long nanoseconds, out var used) && used == digits.Length
            ? new(nanoseconds)
            : null;

    /// <summary>The last header of that name as text; null when there is none.</summary>
    public static string? Text(this Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
