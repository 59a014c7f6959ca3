using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Webhook;

/// <summary>How events are put into a request.</summary>
public enum WebhookMode
{
    /// <summary>One event a request: every receiver of CloudEvents takes it.</summary>
    Structured,

    /// <summary>A list of events a request: for receivers that ask for it.</summary>
    Batched,
}

/// <summary>Where alerts are posted as CloudEvents. Bound from <c>Sinks:Webhook</c>. Secrets are paths, read at each request.</summary>
public sealed record WebhookOptions : IValidatableObject
{
    /// <summary>Where they are posted, for instance <c>https://soar.example.com/eyrie</c>.</summary>
    public string? Url { get; init; }

    /// <summary>File with the URL, where the URL itself is a secret; instead of <see cref="Url"/>.</summary>
    public string? UrlFile { get; init; }

    /// <summary>structured (one event a request) or batched.</summary>
    [EnumDataType(typeof(WebhookMode))]
    public WebhookMode Mode { get; init; } = WebhookMode.Structured;

    /// <summary>CloudEvents' <c>source</c>: a URI reference. An alert's cluster and node are appended.</summary>
    public string Source { get; init; } = "/eyrie";

    /// <summary>File with the secret that signs requests, as Standard Webhooks have it (<c>whsec_...</c>), or any text of 24 bytes or more.</summary>
    public string? SecretFile { get; init; }

    /// <summary>File with the secret of before: while secrets are exchanged, requests are signed with both.</summary>
    public string? OldSecretFile { get; init; }

    /// <summary>Headers of every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers whose values are secrets: a file each.</summary>
    public IReadOnlyDictionary<string, string> HeaderFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>CA certificates, PEM; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM, for mutual TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Compresses requests.</summary>
    public bool Gzip { get; init; }

    /// <summary>Most events of a request, when batched.</summary>
    [Range(1, 10_000)]
    public int MaxEvents { get; init; } = 100;

    /// <summary>Largest body of a batched request before compression; an event that is larger goes alone.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxRequestBytes { get; init; } = 1024 * 1024;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Url) == string.IsNullOrEmpty(UrlFile))
        {
            yield return new("either url or urlFile is needed; for instance url: https://soar.example.com/eyrie", [nameof(Url)]);
        }
        else if (Url is { Length: > 0 } && HttpUrls.Problem("url", Url) is { } problem)
        {
            yield return new(problem, [nameof(Url)]);
        }

        if (Source.Length == 0 || !Uri.IsWellFormedUriString(Source, UriKind.RelativeOrAbsolute))
        {
            yield return new($"source is '{Source}', must be a URI or the path of one; for instance https://soc.example.com/eyrie", [nameof(Source)]);
        }

        if (OldSecretFile is not null && SecretFile is null)
        {
            yield return new("oldSecretFile needs secretFile: remove it, or sign with the secret that follows", [nameof(OldSecretFile)]);
        }

        if (KeyFile is not null && CertificateFile is null)
        {
            yield return new("keyFile needs certificateFile", [nameof(KeyFile)]);
        }

        foreach (var wrong in WebhookHeaders.Problems(this))
        {
            yield return new(wrong, [nameof(Headers)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
