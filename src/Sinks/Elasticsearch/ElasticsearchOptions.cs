using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Where Elasticsearch is. Bound from <c>Sinks:Elasticsearch</c>. Secrets are paths, read at each request.</summary>
public sealed partial record ElasticsearchOptions : IValidatableObject
{
    /// <summary>URL of the cluster, for instance <c>https://elasticsearch:9200</c>.</summary>
    public string? Url { get; init; }

    /// <summary>URLs of several nodes of one cluster: they take turns, one that does not answer is left out until it does.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Elastic Cloud's word for the deployment, instead of an URL.</summary>
    public string? CloudId { get; init; }

    /// <summary>File with an API key, encoded or as <c>id:key</c>. It needs <c>create_doc</c> and <c>auto_configure</c>.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>User; with <see cref="PasswordFile"/>.</summary>
    public string? Username { get; init; }

    /// <summary>File with the user's password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>CA certificates, PEM; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM, for mutual TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Last part of the data streams' names: <c>logs-eyrie.alerts-&lt;namespace&gt;</c>. In it <c>{cluster}</c> stands for the event's cluster,
    /// in lower case and with <c>_</c> for what such a name cannot have; an event without one goes to <c>default</c>.
    /// </summary>
    public string Namespace { get; init; } = StreamNames.Fallback;

    /// <summary>Also stores what is not an alert, in <c>logs-eyrie.activity-&lt;namespace&gt;</c>.</summary>
    public bool Activity { get; init; } = true;

    /// <summary>
    /// Installs the index template <c>eyrie</c> before the first document, when the cluster has none. Takes the privilege
    /// <c>manage_index_templates</c>; without it the sink says so, then goes on.
    /// </summary>
    public bool ManageTemplate { get; init; } = true;

    /// <summary>Most requests at once. Fewer while Elasticsearch asks for less (429).</summary>
    [Range(1, 32)]
    public int MaxInFlight { get; init; } = 4;

    /// <summary>Most documents of a request. A batch has so many for each request at once: a large one costs memory, and more CPU a document.</summary>
    [Range(1, 10_000)]
    public int MaxRequestDocuments { get; init; } = 250;

    /// <summary>Largest body of a request before compression; a batch that is larger goes in several.</summary>
    [Range(10_000, 100_000_000)]
    public int MaxRequestBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Compresses requests; pays when there is a network between.</summary>
    public bool Gzip { get; init; }

    /// <summary>Every node.</summary>
    internal IReadOnlyList<string> Nodes => this switch
    {
        { CloudId: { Length: > 0 } id } => Elasticsearch.CloudId.Url(id) is { } url ? [url] : [],
        { Url: { Length: > 0 } url } => [url, .. Urls],
        _ => Urls,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CloudId is { Length: > 0 })
        {
            if (Elasticsearch.CloudId.Url(CloudId) is null)
            {
                yield return new("cloudId is none; copy it from the deployment's page: name:text", [nameof(CloudId)]);
            }

            if (Url is { Length: > 0 } || Urls.Count > 0)
            {
                yield return new("cloudId and url exclude each other", [nameof(CloudId)]);
            }
        }
        else if (Nodes.Count == 0)
        {
            yield return new("url is missing; for instance http://localhost:9200", [nameof(Url)]);
        }

        if (!NamespacePattern().IsMatch(Namespace.Replace(StreamNames.ClusterPlace, "c", StringComparison.Ordinal)))
        {
            yield return new(
                "namespace must be 1 to 100 lower-case letters, digits, '_' or '.', as names of data streams are made; {cluster} in it stands for the event's cluster",
                [nameof(Namespace)]);
        }

        foreach (var node in Nodes)
        {
            if (HttpUrls.Problem("url", node) is { } problem)
            {
                yield return new(problem, [nameof(Url)]);
            }
        }

        if (Username is null != PasswordFile is null)
        {
            yield return new("username and passwordFile go together", [nameof(Username)]);
        }

        if (ApiKeyFile is not null && Username is not null)
        {
            yield return new("apiKeyFile and username exclude each other", [nameof(ApiKeyFile)]);
        }

        if (KeyFile is not null && CertificateFile is null)
        {
            yield return new("keyFile needs certificateFile", [nameof(KeyFile)]);
        }
    }

    [GeneratedRegex("^[a-z0-9_][a-z0-9_.]{0,99}$")]
    private static partial Regex NamespacePattern();
}

[OptionsValidator]
internal sealed partial class ElasticsearchOptionsValidator : IValidateOptions<ElasticsearchOptions>;
