using System.Text.RegularExpressions;

namespace Eyrie.Sinks.Slack;

/// <summary>Whom a message calls: what the configuration says, and never what an event says.</summary>
internal static partial class SlackMention
{
    private static readonly char[] Separators = [' ', ','];

    /// <summary>The words that are none of <c>here</c>, <c>channel</c>, <c>everyone</c>, a user's id (<c>U...</c>, <c>W...</c>), a group's (<c>S...</c>).</summary>
    public static IEnumerable<string> Unknown(string mention) => Words(mention).Where(word => Of(word) is null);

    /// <summary>In Slack's markup; empty when nobody is called.</summary>
    public static string Markup(string? mention) => string.Join(' ', Words(mention ?? "").Select(Of).OfType<string>());

    private static string[] Words(string mention) => mention.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Of(string word) => word.TrimStart('@') switch
    {
        "here" or "channel" or "everyone" => $"<!{word.TrimStart('@')}>",
        var id when UserId.IsMatch(id) => $"<@{id}>",
        var id when GroupId.IsMatch(id) => $"<!subteam^{id}>",
        _ => null,
    };

    [GeneratedRegex(@"^[UW][A-Z0-9]{2,30}\z", RegexOptions.NonBacktracking)]
    private static partial Regex UserId { get; }

    [GeneratedRegex(@"^S[A-Z0-9]{2,30}\z", RegexOptions.NonBacktracking)]
    private static partial Regex GroupId { get; }
}
