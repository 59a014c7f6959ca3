using System.Text;

namespace Eyrie.Sinks.Slack;

/// <summary>Text for Slack that stays text: no markup, no mention, no link, nothing invisible comes out of it.</summary>
internal static class SlackText
{
    // A grave accent would end a code span; this one only looks like it.
    private const string HarmlessGrave = "ˋ";

    /// <summary>For plain-text elements, where only the entities mean something.</summary>
    public static string Plain(string text, int maxLength) => PlainText.Rewrite(text, maxLength, Escape);

    /// <summary>For the inside of a code span or block, the only place in mrkdwn where <c>*_~</c> mean nothing.</summary>
    public static string Code(string text, int maxLength) => PlainText.Rewrite(text, maxLength, EscapeCode);

    private static string? EscapeCode(Rune rune) => rune.Value is '`' ? HarmlessGrave : Escape(rune);

    private static string? Escape(Rune rune) => rune.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => PlainText.Visible(rune),
    };
}
