using System.Text.Json;

namespace Eyrie.Demo.StandIns;

/// <summary>Checks what an event leads to: its links, images and client.</summary>
internal static class PagerDutyLinkCheck
{
    /// <summary>Everything that is wrong, in words.</summary>
    public static IEnumerable<string> Check(JsonElement sent)
    {
        if (sent.TryGetProperty("client_url", out var client) && !IsUrl(client, Uri.UriSchemeHttp))
        {
            yield return $"'client_url' is no URL: {client}";
        }

        foreach (var problem in Check(sent, "links", "href", Uri.UriSchemeHttp).Concat(Check(sent, "images", "src", Uri.UriSchemeHttps)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Check(JsonElement sent, string list, string needed, string leastScheme)
    {
        if (!sent.TryGetProperty(list, out var items))
        {
            yield break;
        }

        if (items.ValueKind is not JsonValueKind.Array)
        {
            yield return $"'{list}' is no list";
            yield break;
        }

        var number = 0;
        foreach (var item in items.EnumerateArray())
        {
            var at = $"{list}[{number++}]";
            if (item.ValueKind is not JsonValueKind.Object)
            {
                yield return $"'{at}' is no object";
            }
            else if (!item.TryGetProperty(needed, out var url) || !IsUrl(url, leastScheme))
            {
                yield return $"'{at}.{needed}' is missing, or no URL";
            }
            else if (item.TryGetProperty("text", out var text) && text.ValueKind is not JsonValueKind.String)
            {
                yield return $"'{at}.text' is no text";
            }
        }
    }

    private static bool IsUrl(JsonElement value, string leastScheme) =>
        value.ValueKind is JsonValueKind.String
        && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == leastScheme);
}
