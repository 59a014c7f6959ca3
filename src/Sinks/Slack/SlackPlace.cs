using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Slack;

/// <summary>Where a message goes: a channel of the bot's, or a webhook.</summary>
/// <param name="Channel">By id or by <c>#name</c>; empty with a webhook.</param>
/// <param name="WebhookUrlFile">The file with its URL; empty with a channel.</param>
internal readonly record struct SlackPlace(string Channel, string WebhookUrlFile)
{
    /// <summary>Messages there cannot be changed nor answered.</summary>
    public bool IsWebhook => WebhookUrlFile.Length > 0;

    /// <summary>For people and as a key: the channel, or the webhook's file.</summary>
    public string Name => IsWebhook ? WebhookUrlFile : Channel;

    /// <summary>The sink's own.</summary>
    public static SlackPlace Own(SlackOptions options) => Of(options, RouteSettings.None);

    /// <summary>Where a route leads; a webhook of its own wins over a channel.</summary>
    public static SlackPlace Of(SlackOptions options, RouteSettings settings) => settings switch
    {
        { WebhookUrlFile: { Length: > 0 } webhook } => new("", webhook),
        _ when options.TokenFile is null => new("", options.WebhookUrlFile ?? ""),
        { Channel: { Length: > 0 } channel } => new(channel, ""),
        _ => new(options.Channel ?? "", ""),
    };
}
