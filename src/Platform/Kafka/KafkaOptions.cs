using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>How to reach Kafka. Bound from <c>Kafka</c>. Secrets are paths, read when a client is made.</summary>
public sealed record KafkaOptions
{
    /// <summary>Comma-separated <c>host:port</c>.</summary>
    [Required]
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
}
