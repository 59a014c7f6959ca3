using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Enricher.Replay;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary>Says what a replay does on the error output, and what it came to on the output.</summary>
internal sealed class ReplayReport(ReplayRequest request, TextWriter output, TextWriter error)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>It begins.</summary>
    public void Began(string events, string configuration) => error.WriteLine(
        $"eyrie: replaying {events} from {request.From} until {request.Until}{(request.Node is { } node ? $", node {node}" : "")}, "
        + $"warm-up {Duration.Show(request.WarmUp)}, rules of {configuration}");

    /// <summary>How far it is.</summary>
    public void Progress(ReplayAccount account) => error.WriteLine(string.Create(
        Culture,
        $"eyrie: {account.Read:N0} events read, up to {Time(account.UpTo)}, {account.Alerts:N0} alerts, {account.Finished} of {account.Partitions} partitions done"));

    /// <summary>The summary.</summary>
    public void Ended(ReplayAccount account)
    {
        foreach (var topic in account.Created)
        {
            error.WriteLine($"eyrie: made the topic {topic}");
        }

        if (account.Oldest is { } oldest)
        {
            error.WriteLine($"eyrie: Kafka's oldest event arrived at {oldest}, later than what was asked for: what earlier ones told of processes is not known here");
        }

        Line("events read", account.Read, account.Interrupted ? "until it was interrupted" : $"of {account.Partitions} partitions");
        Line("alerts", account.Alerts, Where(request.AlertsTopic, "--to"));
        Line("activity", account.Activity, Where(request.ActivityTopic, "--activity-to"));
        Line("outside", account.Outside, request.Node is null ? "warm-up, or not between --from and --until" : "warm-up, not between --from and --until, or other nodes");
        Line("remembered", account.Remembered, "processes out of Tetragon's cache, no documents", always: false);
        Line("duplicates", account.Duplicates, "came twice", always: false);
        Line("rejected", account.Rejected, "no sensor events", always: false);
        Line("too large", account.TooLarge, "alerts or activity that the topic refused for their size", always: false);
        Line("unconfirmed", account.Unconfirmed, "Kafka may or may not have them", always: false);
        foreach (var (method, confidence, alerts) in account.Joins)
        {
            Line($"  {method}, {confidence}", alerts, "");
        }
    }

    private static string Time(EventTime time) => time == default ? "-" : time.ToString();

    private static string Where(string? topic, string option) => topic is null ? $"counted, not written ({option})" : $"to {topic}";

    private void Line(string what, long count, string remark, bool always = true)
    {
        if (always || count > 0)
        {
            output.WriteLine(string.Create(Culture, $"{what,-26} {count,12:N0}  {remark}").TrimEnd());
        }
    }
}
