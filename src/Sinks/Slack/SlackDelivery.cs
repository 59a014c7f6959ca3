using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>
/// Gets a message to where it is meant for, at the pace that Slack allows; where Slack does not let us post there, to the sink's own place with a word on
/// that, so that nothing gets lost.
/// </summary>
internal sealed class SlackDelivery(SlackOptions options, SlackApi api, TimeProvider time)
{
    private const int MostRemembered = 1_000;

    // Slack's tier 3, of one app in a workspace, whatever the channel.
    private const double UpdatesPerSecond = 50 / 60.0;
    private const int UpdateBurst = 20;

    // A channel is asked again after so long: somebody may have invited the bot.
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(5);

    private readonly SlackPace _updates = new(UpdatesPerSecond, time, UpdateBurst);
    private readonly ConcurrentDictionary<string, SlackPace> _paces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, string Words)> _refused = new(StringComparer.Ordinal);
    private readonly SlackPlace _own = SlackPlace.Own(options);

    /// <summary>Posts a message.</summary>
    /// <param name="place">Where it is meant for.</param>
    /// <param name="render">Renders it; the text is to be said in it, if there is one.</param>
    /// <param name="severity">The worst that it tells: critical ones wait for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Platform.PipelineException">It is nowhere.</exception>
    public async Task<SlackAnswer> PostAsync(SlackPlace place, Func<string, JsonObject> render, Severity severity, CancellationToken cancellation)
    {
        var hasOther = place != _own && _own.Name.Length > 0;
        if (hasOther && _refused.TryGetValue(place.Name, out var known) && known.Until > time.GetUtcNow())
        {
            return (await SendAsync(_own, render(Note(place, known.Words)), severity, cancellation)).OrThrow();
        }

        var answer = await SendAsync(place, render(""), severity, cancellation);
        if (answer.Verdict is SlackVerdict.Taken || !hasOther)
        {
            _refused.TryRemove(place.Name, out _);
            return answer.OrThrow();
        }

        Remember(_refused, place.Name, (time.GetUtcNow() + RefusedFor, answer.Refusal!.Message));
        return (await SendAsync(_own, render(Note(place, answer.Refusal.Message)), severity, cancellation)).OrThrow();
    }

    /// <summary>Answers below a message.</summary>
    /// <returns>False: the message is not there any more, or cannot be answered.</returns>
    public async Task<bool> ReplyAsync(string channel, string ts, JsonObject message, bool broadcast, CancellationToken cancellation)
    {
        await PaceOf(channel).WaitAsync(cancellation, urgent: broadcast);
        return (await api.PostAsync(new(channel, ""), message, cancellation, ts, broadcast)).Verdict is SlackVerdict.Taken;
    }

    /// <summary>Writes a message anew.</summary>
    /// <returns>False: it is not there any more, or not ours to change.</returns>
    public async Task<bool> UpdateAsync(string channel, string ts, JsonObject message, CancellationToken cancellation, bool urgent = false)
    {
        await _updates.WaitAsync(cancellation, urgent);
        return (await api.UpdateAsync(channel, ts, message, cancellation)).Verdict is SlackVerdict.Taken;
    }

    private async Task<SlackAnswer> SendAsync(SlackPlace place, JsonObject message, Severity severity, CancellationToken cancellation)
    {
        var pace = PaceOf(place.Name);
        await pace.WaitAsync(cancellation, urgent: severity >= Severity.Critical);
        var answer = await api.PostAsync(place, message, cancellation);
        if (answer.Channel.Length > 0 && !_paces.ContainsKey(answer.Channel))
        {
            Remember(_paces, answer.Channel, pace); // what is in its threads is told by the channel's id
        }

        return answer;
    }

    // Whoever calls keeps a pace, too, but by notices; one of them may be two requests.
    private SlackPace PaceOf(string name)
    {
        if (_paces.TryGetValue(name, out var pace))
        {
            return pace;
        }

        Remember(_paces, name, pace = new(options.MessagesPerSecond, time, SlackPace.Burst + 1));
        return pace;
    }

    private static void Remember<T>(ConcurrentDictionary<string, T> memory, string name, T value)
    {
        if (memory.Count >= MostRemembered)
        {
            memory.Clear();
        }

        memory[name] = value;
    }

    private static string Note(SlackPlace meant, string words) => $"This was meant for {meant.Name}, where Slack does not let us post: {words}.";
}
