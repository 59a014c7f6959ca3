using System.Text.Json;
using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// Which data stream a document goes to. Whoever writes a document names its cluster: whatever that is, the name of a data stream comes
/// of it, and never more of them than a cluster of Elasticsearch can have.
/// </summary>
internal sealed class StreamNames(string template, ILogger logger)
{
    /// <summary>Stands for the event's cluster.</summary>
    public const string ClusterPlace = "{cluster}";

    /// <summary>Where documents go that name no cluster, or one too many.</summary>
    public const string Fallback = "default";

    private const int MostClusters = 100;
    private const int LongestNamespace = 100;
    private const int LongestCluster = 1_000;
    private const string Allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.";

    private readonly bool _byCluster = template.Contains(ClusterPlace, StringComparison.Ordinal);
    private readonly Dictionary<string, Names> _known = new(StringComparer.Ordinal);
    private readonly Names _usual = new(template.Contains(ClusterPlace, StringComparison.Ordinal) ? Fallback : template);
    private bool _isFull;

    /// <summary>Whether it is not an alert. A sensor's figures about itself are on activity.v1, too: nobody is to look at each of them.</summary>
    public static bool IsActivity(Alert alert) => alert.Kind is "event" or "metric";

    /// <summary>The data stream for a document.</summary>
    public string Of(Alert alert)
    {
        var names = _byCluster ? OfCluster(ClusterOf(alert)) : _usual;
        return IsActivity(alert) ? names.Activity : names.Alerts;
    }

    private Names OfCluster(string cluster)
    {
        if (cluster.Length is 0 or > LongestCluster)
        {
            return _usual;
        }

        if (_known.TryGetValue(cluster, out var names))
        {
            return names;
        }

        if (_known.Count < MostClusters)
        {
            return _known[cluster] = new(Legal(template.Replace(ClusterPlace, cluster, StringComparison.Ordinal)));
        }

        if (!_isFull)
        {
            logger.TooManyClusters(MostClusters, Fallback);
        }

        _isFull = true;
        return _usual;
    }

    // As Elasticsearch names data streams: lower case, and no '-', which ends the part before.
    private static string Legal(string name)
    {
        var cut = name.Length > LongestNamespace ? name[..LongestNamespace] : name;
        return string.Create(cut.Length, cut, static (result, source) =>
        {
            for (var i = 0; i < result.Length; i++)
            {
                var letter = char.ToLowerInvariant(source[i]);
                result[i] = Allowed.Contains(letter, StringComparison.Ordinal) ? letter : '_';
            }
        });
    }

    private static string ClusterOf(Alert alert)
    {
        if (alert.Cluster.Length > 0)
        {
            return alert.Cluster;
        }

        try
        {
            var json = new Utf8JsonReader(alert.Document.Span);
            return Enter(ref json, "orchestrator"u8) && Enter(ref json, "cluster"u8) && Enter(ref json, "name"u8) && json.TokenType is JsonTokenType.String
                ? json.GetString()!
                : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: text that is not Unicode
        {
            return ""; // Elasticsearch says what is wrong with it
        }
    }

    // Goes to the value of a property of the object that comes next.
    private static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (json.TokenType is JsonTokenType.None)
        {
            json.Read();
        }

        if (json.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals(name))
            {
                json.Read();
                return true;
            }

            json.Read();
            json.Skip();
        }

        return false;
    }

    private sealed record Names(string Namespace)
    {
        public string Alerts { get; } = $"logs-eyrie.alerts-{Namespace}";

        public string Activity { get; } = $"logs-eyrie.activity-{Namespace}";
    }
}
