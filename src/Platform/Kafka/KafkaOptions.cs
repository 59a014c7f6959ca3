using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

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

    /// <summary>What producers compress with.</summary>
    public CompressionType Compression { get; init; } = CompressionType.Lz4;

    /// <summary>Further librdkafka settings by their own names, for instance <c>linger.ms</c>; they win.</summary>
    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var usesSasl = SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;
        if (usesSasl && SaslMechanism is null && !Properties.ContainsKey("sasl.mechanism") && !Properties.ContainsKey("sasl.mechanisms"))
        {
            yield return new("a sasl protocol needs saslMechanism, for instance scramSha512", [nameof(SaslMechanism)]);
        }

        var usesPassword = usesSasl
            && SaslMechanism is Confluent.Kafka.SaslMechanism.Plain or Confluent.Kafka.SaslMechanism.ScramSha256 or Confluent.Kafka.SaslMechanism.ScramSha512;
        if (usesPassword && Username is null && !Properties.ContainsKey("sasl.username"))
        {
            yield return new($"saslMechanism {SaslMechanism} needs username and passwordFile", [nameof(Username)]);
        }

        if (!usesSasl && (SaslMechanism is not null || Username is not null || PasswordFile is not null)
            && !Properties.ContainsKey("security.protocol"))
        {
            yield return new(
                "without a sasl protocol nobody logs in; write saslSsl, or drop saslMechanism, username and passwordFile",
                [nameof(SecurityProtocol)]);
        }

        if (CertificateFile is null != KeyFile is null && !Properties.Keys.Any(key => key.StartsWith("ssl.", StringComparison.Ordinal)))
        {
            yield return new("certificateFile and keyFile go together", [CertificateFile is null ? nameof(CertificateFile) : nameof(KeyFile)]);
        }
    }
}
