using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>Where Alertmanager is. Bound from <c>Sinks:Alertmanager</c>. Secrets are paths, read at each request.</summary>
public sealed record AlertmanagerOptions : IValidatableObject
{
    /// <summary>URL of Alertmanager, its path prefix included, for instance <c>http://alertmanager:9093</c>.</summary>
    public string? Url { get; init; }

    /// <summary>URLs of all the members of one cluster: each gets every alert, as Alertmanager asks for.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>User; with <see cref="PasswordFile"/>.</summary>
    public string? Username { get; init; }

    /// <summary>File with the user's password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>File with a bearer token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>CA certificates, PEM; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM, for mutual TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Labels of every alert, for Alertmanager's routes.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the pod or of its namespace that become labels of the alert, for instance <c>team</c>.</summary>
    public IReadOnlyList<string> PodLabels { get; init; } = [];

    /// <summary>An alert ends so long after its rule last spoke, unless its incident is over before that.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ResolveAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Ends the alerts of an incident when it is over.</summary>
    public bool Resolve { get; init; } = true;

    /// <summary>Most alerts of a request.</summary>
    [Range(1, 10_000)]
    public int MaxAlerts { get; init; } = 200;

    /// <summary>Every member.</summary>
    internal IReadOnlyList<string> Members => Url is { Length: > 0 } ? [Url, .. Urls] : Urls;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Members.Count == 0)
        {
            yield return new("url is missing; for instance http://alertmanager:9093", [nameof(Url)]);
        }

        foreach (var member in Members)
        {
            if (HttpUrls.Problem("url", member) is { } problem)
            {
                yield return new(problem, [nameof(Url)]);
            }
        }

        if (Username is null != PasswordFile is null)
        {
            yield return new("username and passwordFile go together", [nameof(Username)]);
        }

        if (TokenFile is not null && Username is not null)
        {
            yield return new("tokenFile and username exclude each other", [nameof(TokenFile)]);
        }

        if (KeyFile is not null && CertificateFile is null)
        {
            yield return new("keyFile needs certificateFile", [nameof(KeyFile)]);
        }

        foreach (var name in Labels.Keys.Where(name => LabelNames.Of(name) != name))
        {
            yield return new(
                $"labels has '{PlainText.OneLine(name, 100)}', which is no name of a label; letters, digits and '_' are, for instance '{LabelNames.Of(name)}'", [nameof(Labels)]);
        }

        foreach (var name in Labels.Keys.Concat(PodLabels).Where(name => AlertmanagerAlert.OwnLabels.Contains(LabelNames.Of(name))))
        {
            yield return new($"'{PlainText.OneLine(name, 100)}' is a label that the sink itself writes: remove it", [nameof(Labels)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class AlertmanagerOptionsValidator : IValidateOptions<AlertmanagerOptions>;
