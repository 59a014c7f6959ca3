using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Where Elasticsearch is. Bound from <c>Sinks:Elasticsearch</c>. Secrets are paths, read at each request.</summary>
public sealed record ElasticsearchOptions : IValidatableObject
{
    /// <summary>URL of the cluster, for instance <c>https://elasticsearch:9200</c>.</summary>
    public string? Url { get; init; }

    /// <summary>URLs of several nodes of one cluster; the next one is taken when one cannot be reached.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

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

    /// <summary>Last part of the data streams' names: <c>logs-eyrie.alerts-&lt;namespace&gt;</c>.</summary>
    [RegularExpression("^[a-z0-9_][a-z0-9_.]{0,99}$", ErrorMessage =
        "namespace must be 1 to 100 lower-case letters, digits, '_' or '.', as names of data streams are made")]
    public string Namespace { get; init; } = "default";

    /// <summary>Also stores what is not an alert, in <c>logs-eyrie.activity-&lt;namespace&gt;</c>.</summary>
    public bool Activity { get; init; } = true;

    /// <summary>
    /// Installs the index template <c>eyrie</c> before the first document, when the cluster has none. Takes the privilege
    /// <c>manage_index_templates</c>; without it the sink says so, then goes on.
    /// </summary>
    public bool ManageTemplate { get; init; } = true;

    /// <summary>Largest body of a request before compression; a batch that is larger goes in several.</summary>
    [Range(10_000, 100_000_000)]
    public int MaxRequestBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Compresses requests; pays when there is a network between.</summary>
    public bool Gzip { get; init; }

    /// <summary>Every node.</summary>
    internal IReadOnlyList<string> Nodes => Url is { Length: > 0 } ? [Url, .. Urls] : Urls;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Nodes.Count == 0)
        {
            yield return new("url is missing; for instance http://localhost:9200", [nameof(Url)]);
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
}

[OptionsValidator]
internal sealed partial class ElasticsearchOptionsValidator : IValidateOptions<ElasticsearchOptions>;
