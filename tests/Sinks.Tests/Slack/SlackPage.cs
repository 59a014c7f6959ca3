using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eyrie.Sinks.Tests.Slack;

/// <summary>A web page that shows messages as Slack does, as far as ours go: what the README's picture is made from.</summary>
internal static partial class SlackPage
{
    private const string Head = """
        <!doctype html><meta charset="utf-8"><title>Slack</title><style>
        body{margin:0;padding:18px 22px;width:716px;background:#fff;color:#1d1c1d;font:15px/1.46 "DejaVu Sans",Lato,sans-serif}
        .m{display:flex;margin-bottom:14px}.a{flex:none;width:36px;height:36px;border-radius:6px;background:#1f2a44;color:#fff;text-align:center;line-height:36px;margin-right:10px;font-weight:700}
        .b{flex:1;min-width:0}.n{font-weight:700}.t{font-size:11px;color:#616061;margin-left:6px}.app{font-size:10px;background:#eee;color:#616061;border-radius:2px;padding:1px 3px;margin-left:5px}
        h3{margin:4px 0;font-size:17px}.s{margin:4px 0}.c{font-size:12px;color:#616061;margin:6px 0;overflow-wrap:anywhere}.f{display:grid;grid-template-columns:1fr 1fr;gap:6px 14px;margin:4px 0}.f>div{overflow-wrap:anywhere}
        .att{border-left:4px solid;border-radius:3px;padding-left:12px;margin-top:8px}
        pre{margin:3px 0;padding:7px 8px;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;font:12px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
        code{font:12px "DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:3px;padding:1px 3px;color:#c01343}
        a{color:#1264a3;text-decoration:none}.thread{margin-left:46px;border-left:2px solid #ddd;padding-left:12px}.at{background:#fdf2d0;color:#1264a3;border-radius:3px;padding:0 2px}
        </style>
        """;

    /// <summary>The page: a message and what is in its thread.</summary>
    public static string Of(JsonObject message, params IEnumerable<JsonObject> thread) =>
        $"{Head}{Message(message)}<div class=\"thread\">{string.Concat(thread.Select(Message))}</div>";

    private static string Message(JsonObject message) =>
        $"""
        <div class="m"><div class="a">E</div><div class="b"><span class="n">Eyrie</span><span class="app">APP</span>
        {Blocks(message["blocks"])}{string.Concat(Items(message["attachments"]).Select(item => $"<div class=\"att\" style=\"border-color:{WebUtility.HtmlEncode(item["color"]!.GetValue<string>())}\">{Blocks(item["blocks"])}</div>"))}</div></div>
        """;

    private static string Blocks(JsonNode? blocks) => string.Concat(Items(blocks).Select(Block));

    private static string Block(JsonNode block) => block["type"]!.GetValue<string>() switch
    {
        "header" => $"<h3>{Text(block["text"]!)}</h3>",
        "section" => (block["text"] is { } text ? $"<div class=\"s\">{Text(text)}</div>" : "")
            + (block["fields"] is { } fields ? $"<div class=\"f\">{string.Concat(Items(fields).Select(field => $"<div>{Text(field)}</div>"))}</div>" : ""),
        "context" => $"<div class=\"c\">{string.Concat(Items(block["elements"]).Select(Text))}</div>",
        var other => throw new NotSupportedException($"the page cannot show a {other} yet"),
    };

    private static string Text(JsonNode text)
    {
        var value = text["text"]!.GetValue<string>();
        return text["type"]!.GetValue<string>() is "plain_text" ? Seen(value) : Markup(value);
    }

    // Code first: nothing within it means anything.
    private static string Markup(string text) => string.Concat(Code().Split(text).Select(part => part switch
    {
        ['`', '`', '`', .. var inner, '`', '`', '`'] => $"<pre>{Seen(inner)}</pre>",
        ['`', .. var inner, '`'] => $"<code>{Seen(inner)}</code>",
        _ => Bold().Replace(Brackets().Replace(part, Bracket), "<b>$1</b>").Replace("\n", "<br>", StringComparison.Ordinal),
    })).Replace("<br><pre>", "<pre>", StringComparison.Ordinal);

    private static string Bracket(Match found) => found.Groups["label"] is { Success: true } label ? $"<a href=\"{found.Groups["what"].Value}\">{label.Value}</a>"
        : $"<span class=\"at\">@{found.Groups["what"].Value.TrimStart('!', '@')}</span>";

    private static string Seen(string text) => WebUtility.HtmlEncode(WebUtility.HtmlDecode(text));

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list?.AsArray().Select(item => item!) ?? [];

    [GeneratedRegex("(```.*?```|`[^`]*`)", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\*([^*\n]+)\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"<(?<what>[^<>|]+)(\|(?<label>[^<>]*))?>", RegexOptions.ExplicitCapture)]
    private static partial Regex Brackets();
}
