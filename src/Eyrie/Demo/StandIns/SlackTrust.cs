namespace Eyrie.Demo.StandIns;

/// <summary>What of Slack's markup the sender means: all else in brackets was written by somebody else.</summary>
/// <param name="Links">What links begin with.</param>
/// <param name="Mentions">Mentions, without their brackets: <c>!here</c>.</param>
internal sealed record SlackTrust(IReadOnlyList<string> Links, IReadOnlyList<string> Mentions)
{
    /// <summary>Nothing but what MITRE says of a technique.</summary>
    public static readonly SlackTrust Least = new(["https://attack.mitre.org/techniques/T", "https://attack.mitre.org/tactics/TA"], []);

    /// <summary>Whether something in brackets is meant.</summary>
    public bool Has(string what, string label) => label.Length == 0
        ? Mentions.Contains(what)
        : Links.Any(start => what.StartsWith(start, StringComparison.Ordinal)) && what.All(character => char.IsAscii(character) && !char.IsWhiteSpace(character) && !char.IsControl(character));
}
