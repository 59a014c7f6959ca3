using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Eyrie.Platform.Kafka.Oauth;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Kafka;

/// <summary>How to reach Kafka. Bound from <c>Kafka</c>. Secrets are paths, read when a client is made.</summary>
public sealed record KafkaOptions : IValidatableObject
{
    private const string Port = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
    // librdkafka takes a security protocol in front and skips it; an http:// there is a mistake.
    private const string Broker = @"((PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)://)?(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+)(:" + Port + ")?";
    private const string Brokers = $@"^\s*{Broker}(\s*,\s*{Broker})*\s*$";

    /// <summary>Comma-separated <c>host:port</c>.</summary>
    [Required]
    [RegularExpression(Brokers, ErrorMessage = "host:port, several with commas; a port is 1 to 65535")]
    public string BootstrapServers { get; init; } = "localhost:9092";

    /// <summary>Name of this client in the broker's logs and quotas.</summary>
    [Required]
    public string ClientId { get; init; } = "eyrie";

    /// <summary>plaintext, ssl, saslPlaintext or saslSsl.</summary>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>plain, scramSha256, scramSha512 or oAuthBearer; with a sasl protocol.</summary>
    public SaslMechanism? SaslMechanism { get; init; }

    /// <summary>SASL user.</summary>
    public string? Username { get; init; }

    /// <summary>File with the SASL password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>CA certificates, PEM; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM, for mutual TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File with the key's password, when the key is encrypted.</summary>
    public string? KeyPasswordFile { get; init; }

    /// <summary>Where the token for <c>oAuthBearer</c> is from.</summary>
    [ValidateObjectMembers]
    public OauthOptions? Oauth { get; init; }

    /// <summary>What producers compress with.</summary>
    public CompressionType Compression { get; init; } = CompressionType.Lz4;

    /// <summary>Further librdkafka settings by their own names, for instance <c>linger.ms</c>; they win.</summary>
    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => KafkaRules.Complaints(this);
}
