using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Slack;

/// <summary>
/// Tells a channel of incidents: with a bot's token one message an incident, written anew as it grows, with what came later in its thread; with a webhook, which
/// can only post, a first message and one for what came later. In a storm one digest for all.
/// </summary>
internal sealed class SlackNotifier(string name, SlackOptions options, SlackApi api, AlertLinks links, TimeProvider time) : INotifier, IDisposable
{
    /// <summary>The place of what was told in a digest alone.</summary>
    public const string InDigest = "digest";

    private const string ByWebhook = "webhook";

    private static readonly TimeSpan BotUpdateInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WebhookUpdateInterval = TimeSpan.FromMinutes(5);

    private readonly SlackDelivery _delivery = new(options, api, time);
    private readonly SlackMessage _message = new(links);
    private readonly SlackReply _reply = new(links);
    private readonly SlackStorms _storms = new();

    public string Name => name;

    public NoticePace Pace { get; } = new(
        TimeSpan.FromSeconds(1 / options.MessagesPerSecond),
        SlackPace.Burst,
        options.UpdateInterval ?? (options.TokenFile is null ? WebhookUpdateInterval : BotUpdateInterval),
        options.IncidentsBeforeDigest,
        options.DigestInterval);

    public string AddressOf(RouteSettings settings) => SlackPlace.Of(options, settings).Name;

    public async Task<Told> TellAsync(Notice notice, CancellationToken cancellation)
    {
        var fresh = ToldNews.Fresh(notice);
        var told = ToldNews.After(notice, fresh, time.GetUtcNow());
        if (fresh.Count == 0 && (notice.Closing is null || notice.Before is not { } before || IsDigested(before)))
        {
            return told; // all of it was told; or it is over, and nobody heard of it
        }

        var place = SlackPlace.Of(options, notice.Target.Settings);
        return place.IsWebhook
            ? await TellByWebhookAsync(place, notice, fresh, told, cancellation)
            : await TellByBotAsync(place, notice, fresh, told, cancellation);
    }

    public async Task<IReadOnlyList<Told>> TellManyAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var news = notices.Select(notice => (Notice: notice, Fresh: ToldNews.Fresh(notice))).ToList();
        var place = SlackPlace.Of(options, notices[0].Target.Settings);
        if (news.Any(told => told.Fresh.Count > 0))
        {
            await DigestAsync(place, news, now, cancellation);
        }

        await EndAsync(place, news, cancellation);
        return [.. news.Select(told => Digested(told.Notice, ToldNews.After(told.Notice, told.Fresh, now)))];
    }

    public void Dispose() => api.Dispose();

    private async Task<Told> TellByBotAsync(SlackPlace place, Notice notice, IReadOnlyList<Alert> fresh, Told told, CancellationToken cancellation)
    {
        var (before, worse) = (notice.Before, IsWorse(notice, fresh));
        var incident = SlackIncident.Of(notice, told);
        var urgent = worse && told.Worst >= Severity.Critical; // the answer that calls people comes behind the change
        if (before is { Message.Length: > 0, Place.Length: > 0 } && await _delivery.UpdateAsync(before.Place, before.Message, _message.Render(incident), cancellation, urgent))
        {
            // Nobody is called by a message that is changed: what is worse is shown in the channel, too.
            if (fresh.Count == 0 || await _delivery.ReplyAsync(before.Place, before.Message, _reply.Render(fresh, worse ? Mention(notice) : "", worse), worse, cancellation))
            {
                return told with { Replies = told.Replies + (fresh.Count > 0 ? 1 : 0) };
            }
        }

        // The first; or the message that was is gone, and with it the thread.
        var mention = before is null || worse || before.Place == InDigest ? Mention(notice) : "";
        var answer = await PostAsync(place, incident with { Mention = fresh.Count > 0 ? mention : "" }, cancellation);
        return told with { Message = answer.Ts, Place = answer.Channel, Replies = 0, FirstAt = time.GetUtcNow() };
    }

    private async Task<Told> TellByWebhookAsync(SlackPlace place, Notice notice, IReadOnlyList<Alert> fresh, Told told, CancellationToken cancellation)
    {
        var worse = IsWorse(notice, fresh);
        if (notice.Before is not { } before || IsDigested(before) || notice.Closing is not null)
        {
            var incident = SlackIncident.Of(notice, told) with { Mention = notice.Before is null || worse ? Mention(notice) : "" };
            await PostAsync(place, fresh.Count > 0 ? incident : incident with { Mention = "" }, cancellation);
        }
        else
        {
            await _delivery.PostAsync(place, note => WithNote(_reply.Render(fresh, worse ? Mention(notice) : "", worse), note), fresh.Max(alert => alert.Severity), cancellation);
        }

        return told with { Message = "", Place = ByWebhook, Replies = told.Replies + (notice.Before is null ? 0 : 1) };
    }

    private Task<SlackAnswer> PostAsync(SlackPlace place, SlackIncident incident, CancellationToken cancellation) =>
        _delivery.PostAsync(place, note => _message.Render(incident with { Note = note }), incident.Lead.Severity, cancellation);

    private async Task DigestAsync(SlackPlace place, IReadOnlyList<(Notice Notice, IReadOnlyList<Alert> Fresh)> news, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = place.IsWebhook ? null : _storms.Find(place.Name, now);
        var storm = SlackStorm.With(before, news, now);
        if (before is { Ts.Length: > 0 } && storm.Worst <= before.Worst
            && await _delivery.UpdateAsync(before.Channel, before.Ts, SlackDigest.Render(storm, "", ""), cancellation))
        {
            _storms.Keep(place.Name, storm);
            return;
        }

        // The first of a storm, or one that is worse: a message that is changed calls nobody.
        var mention = storm.Worst >= Severity.Critical ? Mention(news.MaxBy(told => told.Fresh.Max(alert => (Severity?)alert.Severity)).Notice) : "";
        var answer = await _delivery.PostAsync(place, note => SlackDigest.Render(storm, mention, note), Severity.Debug, cancellation);
        _storms.Keep(place.Name, storm with { Ts = answer.Ts, Channel = answer.Channel });
    }

    // What has a message of its own gets its last state, as far as that is quick; the rest was never shown to go on.
    private async Task EndAsync(SlackPlace place, IReadOnlyList<(Notice Notice, IReadOnlyList<Alert> Fresh)> news, CancellationToken cancellation)
    {
        const int Most = 10;
        foreach (var (notice, fresh) in news.Where(told => !place.IsWebhook && told.Notice is { Closing: not null, Before: { Message.Length: > 0, Closed: false } }).Take(Most))
        {
            var incident = SlackIncident.Of(notice, ToldNews.After(notice, fresh, time.GetUtcNow()));
            await _delivery.UpdateAsync(notice.Before!.Place, notice.Before.Message, _message.Render(incident), cancellation);
        }
    }

    private static Told Digested(Notice notice, Told told) =>
        notice.Before is null or { Place.Length: 0 } ? told with { Message = "", Place = InDigest, FirstAt = told.LastAt } : told;

    private static bool IsDigested(Told before) => before is { Message.Length: 0, Place: InDigest or "" };

    private static bool IsWorse(Notice notice, IReadOnlyList<Alert> fresh) =>
        notice.Before is { } before && fresh.Any(alert => alert.Severity > before.Worst);

    private string Mention(Notice notice) => SlackMention.Markup(notice.Target.Settings.Mention ?? options.Mention);

    private static JsonObject WithNote(JsonObject message, string note)
    {
        if (note.Length > 0)
        {
            message["blocks"]!.AsArray().Insert(0, SlackBlocks.Sentence(note));
        }

        return message;
    }
}
