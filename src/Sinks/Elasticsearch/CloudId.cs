using System.Text;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// Elastic Cloud's word for a deployment: <c>name:base64(host[:port]$elasticsearch[:port]$kibana[:port])</c>. The name is for people;
/// a part without a port has the host's, which is 443 where it has none.
/// </summary>
internal static class CloudId
{
    private const string DefaultPort = "443";

    /// <summary>The URL of the deployment's Elasticsearch; null when it is no cloud id.</summary>
    public static string? Url(string cloudId)
    {
        var encoded = cloudId[(cloudId.LastIndexOf(':') + 1)..].Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, decoded, out var length) || Encoding.UTF8.GetString(decoded, 0, length).Split('$') is not [var host, var id, ..])
        {
            return null;
        }

        var (name, port) = Split(host, DefaultPort);
        var (elasticsearch, ownPort) = Split(id, port);
        var url = $"https://{elasticsearch}.{name}:{ownPort}";
        return elasticsearch.Length > 0 && name.Length > 0
            && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } ? url : null;
    }

    private static (string Name, string Port) Split(string part, string port) =>
        part.LastIndexOf(':') is >= 0 and var colon ? (part[..colon], part[(colon + 1)..]) : (part, port);
}
