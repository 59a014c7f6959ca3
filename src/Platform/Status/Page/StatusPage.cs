using Microsoft.AspNetCore.Http;

namespace Eyrie.Platform.Status.Page;

/// <summary>The page that shows <c>/status</c> to people, out of files in this assembly: it needs nothing from elsewhere, and may load nothing.</summary>
internal static class StatusPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly PageFile Page = PageFile.Read("page.html", "text/html; charset=utf-8");
    private static readonly PageFile Script = PageFile.Read("page.js", "text/javascript; charset=utf-8");
    private static readonly PageFile Style = PageFile.Read("page.css", "text/css; charset=utf-8");

    /// <summary>The file at a path; null when there is none.</summary>
    public static PageFile? At(string? path) => path switch
    {
        "/" => Page,
        "/status.js" => Script,
        "/status.css" => Style,
        _ => null,
    };

    /// <summary>Forbids a browser whatever the page does not need: foreign words that became markup would do nothing.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
    }
}
