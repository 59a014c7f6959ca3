using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Eyrie.Testing.Targets;

/// <summary>A message that Slack took.</summary>
/// <param name="Channel">Where; empty for a webhook.</param>
/// <param name="Kind"><c>post</c>, <c>reply</c> (in a thread), <c>update</c> or <c>webhook</c>.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="At">Timestamp of the clock.</param>
/// <param name="Ts">The message that it is, or changes.</param>
public sealed record SlackTaken(string Channel, string Kind, string Body, long At, string Ts);

/// <summary>Slack: <c>chat.postMessage</c>, <c>chat.update</c> with a <c>ts</c> that exists, and incoming webhooks. It cannot tell a repetition.</summary>
public sealed partial class SlackPart(TimeProvider time) : ITargetPart
{
    private readonly ConcurrentQueue<SlackTaken> _messages = new();
    private readonly HashSet<string> _ts = new(StringComparer.Ordinal);
    private int _number;

    public Taken Taken { get; } = new(time);

    /// <summary>All that were taken, in order.</summary>
    public IReadOnlyList<SlackTaken> Messages => [.. _messages];

    /// <summary>Requests that the real one would refuse.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    public bool KnowsRepetitions => false;

    public bool AnswersByStatus => false;

    public string BadRequest => "invalid_payload";

    /// <summary>Messages of their own that were taken with the very same body.</summary>
    public int Repeated => _messages.Where(message => message.Kind is not "update")
        .GroupBy(message => (message.Channel, message.Kind, message.Body)).Sum(group => group.Count() - 1);

    /// <summary>
    /// How many alerts a reader of the channel counts: what each message says last. At least as many as there were, since an incident that was in
    /// a digest may get a message of its own.
    /// </summary>
    public long Counted => _messages.Where(message => message.Kind is not "reply").GroupBy(message => message.Ts).Sum(same => Count(same.Last().Body));

    /// <summary>How many messages are digests.</summary>
    public int Digests => _messages.Where(message => Digest().IsMatch(message.Body)).Select(message => message.Ts).Distinct().Count();

    public TargetReply? NotOk(LoopbackRequest request) => IsWebhook(request) ? null : new(200, """{"ok":false,"error":"internal_error"}""");

    public TargetReply Take(LoopbackRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var message = json.RootElement;
        if (IsWebhook(request))
        {
            return Note(new("", "webhook", request.Text, time.GetTimestamp(), $"{++_number}"), new(200, "ok", "text/html"));
        }

        var isUpdate = request.Path.EndsWith("chat.update", StringComparison.Ordinal);
        if (isUpdate && !_ts.Contains(Text(message, "ts")))
        {
            Wrong.Enqueue($"chat.update of a message that is not there: {Text(message, "ts")}");
            return new(200, """{"ok":false,"error":"message_not_found"}""");
        }

        if (!isUpdate && !request.Path.EndsWith("chat.postMessage", StringComparison.Ordinal))
        {
            return new(200, """{"ok":true}""");
        }

        var channel = Text(message, "channel");
        var ts = isUpdate ? Text(message, "ts") : string.Create(CultureInfo.InvariantCulture, $"1700000000.{++_number:d6}");
        _ts.Add(ts);
        var kind = isUpdate ? "update" : Text(message, "thread_ts").Length > 0 ? "reply" : "post";
        return Note(
            new(channel, kind, request.Text, time.GetTimestamp(), ts),
            new(200, JsonSerializer.Serialize(new { ok = true, channel = channel.StartsWith('C') ? channel : "C0FAULTY", ts })));
    }

    private TargetReply Note(SlackTaken message, TargetReply reply)
    {
        _messages.Enqueue(message);
        Taken.Note(message.Body);
        return reply;
    }

    private static long Count(string body)
    {
        var number = new[] { Digest(), Further(), Whole() }.Select(pattern => pattern.Match(body)).FirstOrDefault(match => match.Success)?.Groups["number"].Value;
        return number is null ? 1 : long.Parse(number, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("(?<number>[0-9,]+) more alerts? of ", RegexOptions.ExplicitCapture)]
    private static partial Regex Digest();

    [GeneratedRegex("(?<number>[0-9,]+) further alerts", RegexOptions.ExplicitCapture)]
    private static partial Regex Further();

    [GeneratedRegex("(?<number>[0-9,]+) alerts? (from |\\u00B7|·)", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    private static bool IsWebhook(LoopbackRequest request) => request.Path.StartsWith("/services/", StringComparison.Ordinal);

    private static string Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
