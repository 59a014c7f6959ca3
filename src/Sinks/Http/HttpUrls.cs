using Eyrie.Platform.Configuration;

namespace Eyrie.Sinks.Http;

/// <summary>What a URL in the configuration must be.</summary>
internal static class HttpUrls
{
    /// <summary>Null when it is a URL we can post to; else what is wrong with it, without its secrets.</summary>
    public static string? Problem(string key, string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) switch
    {
        false => $"{key} is '{UrlText.Masked(url)}', which is not a URL; for instance https://example.com",
        _ when uri!.Scheme is not ("http" or "https") && url!.Contains('@', StringComparison.Ordinal) =>
            $"{key} is '{UrlText.Masked(url)}', which does not begin with http:// or https://",
        _ when uri!.Scheme is not ("http" or "https") => $"{key} begins with '{uri.Scheme}:', allowed are http: and https:",
        _ when uri.UserInfo.Length > 0 => $"{key} has a user or password in it; secrets belong into files of their own",
        _ => null,
    };

    /// <summary>The URL of something below a base, whether or not the base ends with a slash.</summary>
    public static Uri Below(string url, string path) => new($"{url.TrimEnd('/')}/{path}");
}
