using System.Buffers;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Webhook;

/// <summary>The headers that a configuration adds to requests.</summary>
internal static class WebhookHeaders
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What the request is made of, and what we sign with.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Expect",
        WebhookSignature.IdHeader, WebhookSignature.TimestampHeader, WebhookSignature.SignatureHeader,
    };

    /// <summary>What is wrong with them, without their values; none when they are fine.</summary>
    public static IEnumerable<string> Problems(WebhookOptions options)
    {
        foreach (var (key, names) in new[] { ("headers", options.Headers.Keys), ("headerFiles", options.HeaderFiles.Keys) })
        {
            foreach (var name in names)
            {
                if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
                {
                    yield return $"{key} has '{PlainText.OneLine(name, 100)}', which is no name of a header: letters, digits and hyphens are";
                }
                else if (Ours.Contains(name))
                {
                    yield return $"{key} has '{name}', which is written by the sink itself: remove it";
                }
            }
        }

        foreach (var name in options.Headers.Keys.Where(name => !IsValue(options.Headers[name])))
        {
            yield return $"headers: the value of '{PlainText.OneLine(name, 100)}' has characters that no header can have: one line of ASCII is allowed";
        }

        foreach (var name in options.Headers.Keys.Intersect(options.HeaderFiles.Keys, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"'{PlainText.OneLine(name, 100)}' is in headers and in headerFiles: remove one of them";
        }
    }

    /// <summary>Adds them.</summary>
    /// <exception cref="PipelineException">Fatal: a file cannot be read, or holds what no header can have.</exception>
    public static void Add(HttpRequestMessage request, WebhookOptions options)
    {
        foreach (var (name, value) in options.Headers)
        {
            Add(request, name, value);
        }

        foreach (var (name, file) in options.HeaderFiles)
        {
            var value = Secret.Read(file) ?? "";
            Add(request, name, IsValue(value)
                ? value
                : throw new PipelineException(FailureKind.Fatal, $"the secret file {file} has characters that no header can have: one line of ASCII is allowed"));
        }
    }

    // Some names, such as Content-Language, belong to the body: as the request's own they would be left out without a word.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        request.Conceal(value); // it may be a token
    }

    private static bool IsValue(string value) => value.All(one => one is >= ' ' and <= '~' or '\t');
}
