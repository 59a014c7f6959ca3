using System.Text;

namespace Eyrie.Sinks.Http;

/// <summary>
/// Takes out of an answer what was sent in confidence. Error pages repeat paths, headers and bodies, and their words end up in logs, in dead letters and on the status page.
/// </summary>
internal static class SentSecrets
{
    private const int LeastPiece = 8; // shorter ones are words like 'services'
    private static readonly HttpRequestOptionsKey<List<string>> Key = new("eyrie.secrets");

    /// <summary>Says what of the request nobody may read; what is in <c>Authorization</c> goes without saying.</summary>
    public static void Conceal(this HttpRequestMessage request, params IEnumerable<string> secrets)
    {
        if (!request.Options.TryGetValue(Key, out var all))
        {
            request.Options.Set(Key, all = []);
        }

        all.AddRange(secrets.Where(static secret => secret.Length >= LeastPiece));
    }

    /// <summary>The path and the query of its URL are secrets: whoever knows them can post.</summary>
    public static void ConcealUrl(this HttpRequestMessage request) => request.Conceal(
        request.RequestUri!.PathAndQuery.Split('/', '?', '&', '=').SelectMany(static part => (string[])[part, Uri.UnescapeDataString(part)]));

    /// <summary>Writes stars over them.</summary>
    public static void Mask(HttpRequestMessage request, Span<byte> answer)
    {
        if (request.Headers.Authorization?.Parameter is { } credentials)
        {
            Mask(credentials, answer);
        }

        if (request.Options.TryGetValue(Key, out var all))
        {
            foreach (var secret in all)
            {
                Mask(secret, answer);
            }
        }
    }

    // Long parts of letters and digits as well: between them an answer may write characters in another way, as \/ or &#43;.
    private static void Mask(string secret, Span<byte> answer)
    {
        Mask(Encoding.UTF8.GetBytes(secret), answer);
        var start = 0;
        for (var i = 0; i <= secret.Length; i++)
        {
            if (i == secret.Length || !char.IsAsciiLetterOrDigit(secret[i]))
            {
                if (i - start >= LeastPiece && i - start < secret.Length)
                {
                    Mask(Encoding.UTF8.GetBytes(secret[start..i]), answer);
                }

                start = i + 1;
            }
        }
    }

    private static void Mask(ReadOnlySpan<byte> secret, Span<byte> answer)
    {
        if (secret.IsEmpty)
        {
            return;
        }

        for (var at = answer.IndexOf(secret); at >= 0; at = answer.IndexOf(secret))
        {
            answer.Slice(at, secret.Length).Fill((byte)'*');
            answer = answer[(at + secret.Length)..];
        }
    }
}
