using System.Net;
using Eyrie.Demo;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;

namespace Eyrie.Commands.Status;

/// <summary>Where a process is asked.</summary>
internal static class StatusUrl
{
    private const string Page = "/status";
    private const int LongestShown = 200;

    /// <summary>Reads what a person typed.</summary>
    /// <exception cref="UsageException">It is no address that can be asked.</exception>
    public static Uri Read(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0 || url.UserInfo.Length > 0)
        {
            throw new UsageException(
                $"eyrie: '{SafeText.OneLine(UrlText.Masked(text), LongestShown)}' is no address to ask; allowed: http://host:8808, https://host/path or host:8808, without a password");
        }

        var path = url.AbsolutePath.TrimEnd('/');
        return new UriBuilder(url)
        {
            Path = path.EndsWith(Page, StringComparison.Ordinal) ? path : path + Page,
            Query = "",
            Fragment = "",
        }.Uri;
    }

    /// <summary>Where a process of this machine answers that listens there; null when it does not listen, or nobody knows on which port.</summary>
    public static Uri? Of(string listen)
    {
        if (ListenAddress.Parse(listen) is not { Port: > 0 } address)
        {
            return null;
        }

        var isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        return new($"http://{(isAny ? $"localhost:{address.Port}" : address.ToString())}{Page}");
    }

    /// <summary>As it is shown: the process, without the page.</summary>
    public static string Shown(Uri url)
    {
        var text = url.AbsoluteUri;
        return SafeText.OneLine(text.EndsWith(Page, StringComparison.Ordinal) ? text[..^Page.Length] : text, LongestShown);
    }
}
