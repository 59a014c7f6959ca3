using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Writes events of PagerDuty's Events API v2.</summary>
internal static class PagerDutyEvent
{
    public const int MaxSummary = 1_024;
    public const int MaxDedupKey = 255;
    public const int MaxBytes = 512 * 1024;

    private const int MaxRule = 200;
    private const string Client = "Eyrie";
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What makes alerts one incident at PagerDuty: what was given before, else the group's name, shortened by a hash.</summary>
    public static string DedupKey(Notice notice) => Key(notice.Before?.Message is { Length: > 0 } message ? message : notice.Group);

    /// <summary>The trigger, small enough for PagerDuty: what is longest goes first, in the steps of <see cref="PageSize"/>.</summary>
    /// <param name="page">What to tell.</param>
    /// <param name="routingKey">Which service is paged.</param>
    /// <param name="note">What a person should know of how the page came there; empty when there is nothing to say.</param>
    /// <param name="maxBytes">Largest event.</param>
    public static byte[] Trigger(Page page, string routingKey, string note = "", int maxBytes = MaxBytes)
    {
        byte[] written = [];
        foreach (var size in PageSize.Descending)
        {
            written = Write(TriggerOf(page, routingKey, note, size));
            if (written.Length <= maxBytes)
            {
                break;
            }
        }

        return written;
    }

    /// <summary>The word that it is over.</summary>
    public static byte[] Resolve(string dedupKey, string routingKey) => Write(new()
    {
        ["routing_key"] = routingKey,
        ["event_action"] = "resolve",
        ["dedup_key"] = Key(dedupKey),
    });

    /// <summary>PagerDuty's word for it.</summary>
    public static string Word(Severity severity) => severity switch
    {
        >= Severity.Critical => "critical",
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static byte[] Write(JsonObject sent) => JsonSerializer.SerializeToUtf8Bytes(sent, Written);

    private static string Key(string key) => key.Length is > 0 and <= MaxDedupKey && !key.Any(char.IsControl) && !key.Any(char.IsSurrogate)
        ? key
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static JsonObject TriggerOf(Page page, string routingKey, string note, PageSize size)
    {
        var sent = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = "trigger",
            ["dedup_key"] = Key(page.DedupKey),
            ["client"] = Client,
        };
        if (page.Home is { } home)
        {
            sent["client_url"] = home;
        }

        sent["payload"] = Payload(page, note, size);
        if (page.Links.Count > 0)
        {
            sent["links"] = new JsonArray([.. page.Links.Take(size.Items).Select(link => (JsonNode)new JsonObject
            {
                ["href"] = link.Url,
                ["text"] = PlainText.OneLine(link.Text, size.Value),
            })]);
        }

        return sent;
    }

    private static JsonObject Payload(Page page, string note, PageSize size)
    {
        var lead = page.Lead;
        var payload = new JsonObject
        {
            ["summary"] = PlainText.OneLine(Summary(page), MaxSummary),
            ["source"] = PlainText.OneLine(lead.Node.Trim() is { Length: > 0 } node ? node : Client, size.Value),
            ["severity"] = Word(page.Severity),
        };
        Add(payload, "timestamp", Time(page.SoFar?.First ?? lead.Time), size.Value);
        Add(payload, "component", Component(lead), size.Value);
        Add(payload, "group", lead.Namespace.Length > 0 ? lead.Namespace : lead.Cluster, size.Value);
        Add(payload, "class", PageDetails.Rule(lead), size.Value);
        if (size.Details)
        {
            payload["custom_details"] = PageDetails.Write(page, note, size);
        }
        else
        {
            payload["custom_details"] = new JsonObject { ["note"] = PlainText.OneLine($"{note} The details were too large for PagerDuty: look at the alert itself.".Trim(), size.Value) };
        }

        return payload;
    }

    // It is read aloud and sent as a text message: how bad, which rule, how much of it, then what happened.
    private static string Summary(Page page)
    {
        var (rule, sentence) = (PlainText.OneLine(PageDetails.Rule(page.Lead), MaxRule), AlertSentence.Of(page.Lead));
        var alerts = Math.Max(page.SoFar?.Alerts ?? 0, page.Told.Alerts);
        return string.Create(
            CultureInfo.InvariantCulture, $"{page.Severity.Word()}: {rule}{(alerts > 1 ? $" ({alerts} alerts)" : "")}: {sentence}");
    }

    private static string Component(Alert alert) => alert switch
    {
        { Observer.Length: > 0 } => alert.Observer,
        { Workload.Length: > 0 } => alert.Workload,
        _ => alert.Pod,
    };

    private static string Time(EventTime time) => time == EventTime.MinValue
        ? ""
        : time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Add(JsonObject target, string name, string value, int maxLength)
    {
        if (value.Length > 0)
        {
            target[name] = PlainText.OneLine(value, maxLength);
        }
    }
}
