using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>What has to go together in <see cref="KafkaOptions"/>. What is said in librdkafka's own words, in <c>properties</c>, counts.</summary>
internal static class KafkaRules
{
    public static IEnumerable<ValidationResult> Complaints(KafkaOptions kafka) =>
        [.. Login(kafka), .. Unused(kafka), .. Token(kafka), .. Certificates(kafka), .. KafkaFiles.Complaints(kafka)];

    private static IEnumerable<ValidationResult> Login(KafkaOptions kafka)
    {
        if (UsesSasl(kafka) && kafka.SaslMechanism is null && !HasProperty(kafka, "sasl.mechanism") && !HasProperty(kafka, "sasl.mechanisms"))
        {
            yield return new("a sasl protocol needs saslMechanism, for instance scramSha512", [nameof(kafka.SaslMechanism)]);
        }

        if (!UsesSasl(kafka) || !UsesPassword(kafka))
        {
            yield break;
        }

        if (kafka.Username is null && !HasProperty(kafka, "sasl.username"))
        {
            yield return new($"saslMechanism {Word(kafka)} needs username and passwordFile", [nameof(kafka.Username)]);
        }
        else if (kafka.PasswordFile is null && !HasProperty(kafka, "sasl.password"))
        {
            yield return new($"saslMechanism {Word(kafka)} needs passwordFile", [nameof(kafka.PasswordFile)]);
        }
    }

    private static IEnumerable<ValidationResult> Unused(KafkaOptions kafka)
    {
        if (HasProperty(kafka, "security.protocol"))
        {
            yield break;
        }

        if (!UsesSasl(kafka) && (kafka.SaslMechanism is not null || kafka.Username is not null || kafka.PasswordFile is not null || kafka.Oauth is not null))
        {
            yield return new(
                "without a sasl protocol nobody logs in; write saslSsl, or drop saslMechanism, username, passwordFile and oauth",
                [nameof(kafka.SecurityProtocol)]);
        }

        var usesTls = kafka.SecurityProtocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl;
        if (!usesTls && (kafka.CaFile is not null || kafka.CertificateFile is not null || kafka.KeyFile is not null))
        {
            yield return new(
                $"{SettingWord(kafka.SecurityProtocol)} uses no certificates; write {(UsesSasl(kafka) ? "saslSsl" : "ssl")}, or drop caFile, certificateFile and keyFile",
                [nameof(kafka.SecurityProtocol)]);
        }
    }

    private static IEnumerable<ValidationResult> Token(KafkaOptions kafka)
    {
        var usesToken = kafka.SaslMechanism is SaslMechanism.OAuthBearer;
        if (usesToken && kafka.Oauth is null && !HasPropertyOf(kafka, "sasl.oauthbearer.") && !HasProperty(kafka, "enable.sasl.oauthbearer.unsecure.jwt"))
        {
            yield return new(
                "saslMechanism oAuthBearer needs a token: set oauth.tokenFile, or oauth.tokenEndpoint with clientId and clientSecretFile",
                [nameof(kafka.Oauth)]);
        }
        else if (UsesSasl(kafka) && !usesToken && kafka.Oauth is not null && kafka.SaslMechanism is not null)
        {
            yield return new($"is for saslMechanism oAuthBearer, not {Word(kafka)}; correct one of them", [nameof(kafka.Oauth)]);
        }
    }

    private static IEnumerable<ValidationResult> Certificates(KafkaOptions kafka)
    {
        if (kafka.CertificateFile is null != kafka.KeyFile is null && !HasPropertyOf(kafka, "ssl."))
        {
            yield return new(
                "certificateFile and keyFile go together", [kafka.CertificateFile is null ? nameof(kafka.CertificateFile) : nameof(kafka.KeyFile)]);
        }

        if (kafka.KeyPasswordFile is not null && kafka.KeyFile is null)
        {
            yield return new("there is a password but no keyFile", [nameof(kafka.KeyPasswordFile)]);
        }
    }

    private static bool UsesSasl(KafkaOptions kafka) => kafka.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;

    private static bool UsesPassword(KafkaOptions kafka) =>
        kafka.SaslMechanism is SaslMechanism.Plain or SaslMechanism.ScramSha256 or SaslMechanism.ScramSha512;

    private static bool HasProperty(KafkaOptions kafka, string name) => kafka.Properties.ContainsKey(name);

    private static bool HasPropertyOf(KafkaOptions kafka, string start) =>
        kafka.Properties.Keys.Any(key => key.StartsWith(start, StringComparison.Ordinal));

    private static string Word(KafkaOptions kafka) => SettingWord(kafka.SaslMechanism!);

    private static string SettingWord(Enum value) => Configuration.SettingNames.Camel(value.ToString());
}
