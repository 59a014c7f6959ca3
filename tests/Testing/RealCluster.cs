using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Eyrie.Testing;

/// <summary>
/// A real Elasticsearch for tests, when <c>EYRIE_TEST_ELASTICSEARCH=http://user:password@host:9200</c> names one, and the Kibana of
/// <c>EYRIE_TEST_KIBANA=http://host:5601</c>. Instead of a user <c>EYRIE_TEST_ELASTICSEARCH_API_KEY</c>; a CA of its own (PEM) in
/// <c>EYRIE_TEST_ELASTICSEARCH_CA</c>. Kibana is asked as the same user.
/// </summary>
public sealed class RealCluster
{
    private RealCluster(Uri url) => (Url, User, Password) = (WithoutUser(url), Part(url, 0), Part(url, 1));

    /// <summary>The one that is named; null when there is none.</summary>
    public static RealCluster? Named { get; } = Variable("EYRIE_TEST_ELASTICSEARCH") is { } url ? new(new(url)) : null;

    /// <summary>Why a test is skipped.</summary>
    public const string Missing = "EYRIE_TEST_ELASTICSEARCH names no Elasticsearch";

    /// <summary>Why a test of Kibana is skipped.</summary>
    public const string MissingKibana = "EYRIE_TEST_KIBANA names no Kibana";

    /// <summary>Without user and password.</summary>
    public Uri Url { get; }

    public string? User { get; }

    public string? Password { get; }

    public string? ApiKey { get; } = Variable("EYRIE_TEST_ELASTICSEARCH_API_KEY");

    public string? CaFile { get; } = Variable("EYRIE_TEST_ELASTICSEARCH_CA");

    /// <summary>Null: there is none.</summary>
    public Uri? KibanaUrl { get; } = Variable("EYRIE_TEST_KIBANA") is { } url ? WithoutUser(new(url)) : null;

    /// <summary>Somebody who may do what the credentials allow.</summary>
    public HttpClient Client() => Client(Url);

    /// <summary>The same at Kibana.</summary>
    public HttpClient KibanaClient()
    {
        var http = Client(KibanaUrl!);
        http.DefaultRequestHeaders.Add("kbn-xsrf", "eyrie");
        return http;
    }

    private HttpClient Client(Uri url)
    {
        var handler = new SocketsHttpHandler();
        if (CaFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(CaFile);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        var http = new HttpClient(handler) { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = ApiKey is not null ? new("ApiKey", ApiKey)
            : User is not null ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")))
            : null;
        return http;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? Part(Uri url, int part) => url.UserInfo.Split(':', 2) is var parts && parts.Length > part && parts[part].Length > 0 ? Uri.UnescapeDataString(parts[part]) : null;

    private static Uri WithoutUser(Uri url) => new UriBuilder(url) { UserName = "", Password = "", Path = url.AbsolutePath.TrimEnd('/') + '/' }.Uri;
}
