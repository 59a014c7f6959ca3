using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing.Explaining;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>A silence as a list shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>active</c>, <c>pending</c> or <c>expired</c>.</param>
/// <param name="From">Its begin; null when it has none.</param>
/// <param name="Until">Its end.</param>
/// <param name="Creator">Who wanted it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Match">Which alerts.</param>
/// <param name="Source">The file and line, or the topic.</param>
public sealed record ListedSilence(string Id, string State, DateTimeOffset? From, DateTimeOffset Until, string Creator, string Reason, string Match, string Source);

/// <summary>Where silences are made, looked at and ended.</summary>
public sealed class SilenceDesk
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private readonly Topics _topics;
    private readonly SilenceStore _store;
    private readonly RecentAlerts _recent;
    private readonly RoutingFiles _files;
    private readonly TimeProvider _time;

    /// <summary>Opens it.</summary>
    public SilenceDesk(KafkaClients clients, Topics topics, IConfiguration configuration, TimeProvider time, ILoggerFactory logging)
    {
        (_topics, _time) = (topics, time);
        _store = new(clients, topics, time, logging.CreateLogger<SilenceStore>());
        _recent = new(clients, topics, time);
        _files = new(
            configuration.GetSection(RoutingRegistration.Section).Get<RoutingOptions>() ?? new(), RoutedSink.Of(configuration.GetSection(SinkType.Root)), []);
    }

    /// <summary>Makes one.</summary>
    /// <param name="matchers">Which alerts: <c>namespace=shop</c>.</param>
    /// <param name="all">It may be everything.</param>
    /// <param name="creator">Who wants it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="span">Its begin and its end.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>It, as it is listed.</returns>
    /// <exception cref="FormatException">Something is wrong with what was asked for.</exception>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task<ListedSilence> AddAsync(
        IReadOnlyList<string> matchers, bool all, string creator, string reason, (DateTimeOffset From, DateTimeOffset Until) span, CancellationToken cancellation)
    {
        var asked = new NewSilence(MatcherText.Read(matchers), all, creator, reason, span.From, span.Until);
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..10];
        var silence = SilenceCodec.Read(id, SilenceCodec.Write(asked), "the silence");
        await _store.WriteAsync(id, asked, cancellation);
        return Listed(silence with { Source = _topics.Silences });
    }

    /// <summary>How many alerts of the last hour such a silence would have kept from people.</summary>
    /// <param name="matchers">Which alerts.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>How many fit, of how many, and whether these are all.</returns>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public Task<(int Fitting, int All, bool IsWhole)> CountRecentAsync(IReadOnlyList<string> matchers, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var asked = new NewSilence(MatcherText.Read(matchers), All: true, "-", "-", now, now.AddHours(1));
        var match = SilenceCodec.Read("-", SilenceCodec.Write(asked), "the silence").Match;
        var labels = _files.Read().TeamLabels;
        return _recent.CountAsync(Recent, alert => match.Fits(new(alert, Teams.Of(alert, labels))), cancellation);
    }

    /// <summary>All of them: the files' and the shared ones; those in force first.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<ListedSilence>> ListAsync(CancellationToken cancellation)
    {
        string[] states = ["active", "pending", "expired"];
        var shared = await _store.ReadAsync(cancellation);
        return [.. _files.Read().Silences.Concat(shared).Select(Listed)
            .OrderBy(silence => Array.IndexOf(states, silence.State)).ThenBy(silence => silence.Until)];
    }

    /// <summary>Ends one now; one that has not begun goes away. Takes away those that have been over for long, too.</summary>
    /// <param name="id">Its id, or how it begins.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>It, as it was.</returns>
    /// <exception cref="FormatException">There is none, or several.</exception>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task<ListedSilence> ExpireAsync(string id, CancellationToken cancellation)
    {
        var shared = await _store.ReadAsync(cancellation);
        var silence = Find(id, [.. shared, .. _files.Read().Silences]);
        var now = _time.GetUtcNow();
        if (silence.Json.IsEmpty)
        {
            throw new FormatException($"the silence {silence.Id} is written in {silence.Source}: take it out there");
        }

        if (silence.Until > now)
        {
            // Moments are written in whole seconds.
            var hasBegun = silence.From <= now.AddSeconds(-1);
            await _store.ProduceAsync([(silence.Id, hasBegun ? SilenceCodec.WithEnd(silence, now) : null)], cancellation);
        }

        await _store.SweepAsync(shared, cancellation);
        return Listed(silence);
    }

    /// <summary>Lets an explanation know the shared silences.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task TellAsync(RouteExplainer explainer, CancellationToken cancellation) => explainer.Take(await _store.ReadAsync(cancellation));

    private static Silence Find(string id, IReadOnlyList<Silence> silences)
    {
        var found = silences.Where(silence => silence.Id == id).ToArray() is { Length: 1 } exact
            ? exact : [.. silences.Where(silence => id.Length >= 4 && silence.Id.StartsWith(id, StringComparison.Ordinal))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FormatException($"there is no silence '{id}'; 'eyrie silence list' shows them"),
            _ => throw new FormatException($"'{id}' begins the ids of {found.Length} silences: {string.Join(", ", found.Select(silence => silence.Id))}"),
        };
    }

    private ListedSilence Listed(Silence silence) => new(
        silence.Id,
        silence.State(_time.GetUtcNow()),
        silence.From == DateTimeOffset.MinValue ? null : silence.From,
        silence.Until,
        silence.Creator,
        silence.Reason,
        silence.Match.Text,
        silence.Source);
}
