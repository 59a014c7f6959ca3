using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Slack;

/// <summary>Where Slack messages go: an incoming webhook, or a bot's token with a channel. Bound from <c>Sinks:Slack</c>.</summary>
public sealed record SlackOptions : IValidatableObject
{
    /// <summary>File with the URL of an incoming webhook; the URL is the secret.</summary>
    public string? WebhookUrlFile { get; init; }

    /// <summary>File with a bot's token (<c>xoxb-...</c>, scope <c>chat:write</c>).</summary>
    public string? TokenFile { get; init; }

    /// <summary>Channel by id or by <c>#name</c>; with <see cref="TokenFile"/>.</summary>
    public string? Channel { get; init; }

    /// <summary>Where the Web API is.</summary>
    public string ApiUrl { get; init; } = "https://slack.com/api";

    /// <summary>Whom an incident's first message calls, and each that says that it got worse: <c>here</c>, <c>channel</c>, ids of users and groups.</summary>
    public string Mention { get; init; } = "";

    /// <summary>Requests a second and channel that are not exceeded, but for a burst; Slack allows about one.</summary>
    [Range(0.01, 50.0)]
    public double MessagesPerSecond { get; init; } = 1;

    /// <summary>So many incidents get a message each within <see cref="DigestInterval"/>; what is beyond that is told in one.</summary>
    [Range(1, 50)]
    public int IncidentsBeforeDigest { get; init; } = 3;

    /// <summary>The least time between two digests.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan DigestInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two tellings of an incident that got no worse; null: half a minute with a bot, five minutes with a webhook, where each is a message.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? UpdateInterval { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookUrlFile is null == TokenFile is null)
        {
            yield return new("give either webhookUrlFile, or tokenFile with channel", [nameof(TokenFile)]);
        }

        if (TokenFile is not null && string.IsNullOrWhiteSpace(Channel))
        {
            yield return new("tokenFile needs a channel, for instance \"#soc\" (in quotes: # begins a comment in YAML)", [nameof(Channel)]);
        }

        if (WebhookUrlFile is not null && Channel is not null)
        {
            yield return new("a webhook posts to the channel it was made for; remove channel", [nameof(Channel)]);
        }

        if (HttpUrls.Problem("apiUrl", ApiUrl) is { } problem)
        {
            yield return new(problem, [nameof(ApiUrl)]);
        }

        foreach (var word in SlackMention.Unknown(Mention))
        {
            yield return new($"mention has '{word}'; allowed are here, channel, everyone, a user's id (U...) and a group's (S...)", [nameof(Mention)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class SlackOptionsValidator : IValidateOptions<SlackOptions>;
