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

    /// <summary>Of a batch with more alerts, the worst get a message each; one more message counts the rest.</summary>
    [Range(1, 50)]
    public int MaxMessagesPerBatch { get; init; } = 5;

    /// <summary>Messages a second that are not exceeded; Slack allows about one a channel.</summary>
    [Range(0.01, 50.0)]
    public double MessagesPerSecond { get; init; } = 1;

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
    }
}

[OptionsValidator]
internal sealed partial class SlackOptionsValidator : IValidateOptions<SlackOptions>;
