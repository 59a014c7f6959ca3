using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace Eyrie.Platform.Kafka.Troubles;

/// <summary>Reads from librdkafka's and the broker's text what their codes do not tell: which side of a handshake went wrong, and why.</summary>
internal sealed partial class BrokerWords(KafkaOptions options)
{
    private const int LongestText = 300;

    /// <summary>Whom the broker knows us as.</summary>
    public string Who => options switch
    {
        { Username: { } name } => $"'{Clean(name)}'",
        { SaslMechanism: SaslMechanism.OAuthBearer } => "the owner of the OAuth token",
        { CertificateFile: { } file } => $"the owner of {file}",
        _ => "an anonymous client (User:ANONYMOUS)",
    };

    private string Mechanism => options.SaslMechanism switch
    {
        SaslMechanism.Plain => "PLAIN",
        SaslMechanism.ScramSha256 => "SCRAM-SHA-256",
        SaslMechanism.ScramSha512 => "SCRAM-SHA-512",
        SaslMechanism.OAuthBearer => "OAUTHBEARER",
        _ => "kafka.saslMechanism",
    };

    /// <summary>On one line, not too long, without the connection's own bookkeeping.</summary>
    public static string Clean(string text)
    {
        var plain = Bookkeeping.Replace(text, "");
        plain = string.Concat(plain.Take(LongestText).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
        return text.Length > LongestText ? $"{plain}..." : plain;
    }

    /// <summary>A login that failed.</summary>
    public KafkaTrouble Login(string? reason)
    {
        var text = reason ?? "";
        if (After(text, "supported mechanisms:") is { } offered)
        {
            return offered.Length > 0
                ? new(KafkaTroubleKind.Login, $"{Broker(text)} does not offer {Mechanism} but {offered}: set kafka.saslMechanism to one of those")
                : WithoutLogin(text);
        }

        var said = After(text, "authentication error:") ?? After(text, "OAUTHBEARER token:") ?? Clean(text);
        return options.SaslMechanism is SaslMechanism.OAuthBearer
            ? new(KafkaTroubleKind.Token, text.Contains("Failed to acquire", StringComparison.Ordinal)
                ? $"there is no OAuth token for Kafka: {said}"
                : $"Kafka does not take our OAuth token ({said}): compare its issuer, audience and time of expiry with what the broker expects")
            : new(KafkaTroubleKind.Login, $"Kafka refuses the login of {Who} with {Mechanism} ({said}): check kafka.username and the password in {options.PasswordFile ?? "kafka.passwordFile"}");
    }

    /// <summary>A connection that failed.</summary>
    public KafkaTrouble Connection(string? reason)
    {
        var text = reason ?? "";
        if (text.Contains("0A000086", StringComparison.Ordinal) || Has(text, "certificate verify failed"))
        {
            var authority = options.CaFile is { } file ? $"a CA in {file}" : "a CA of this system (set kafka.caFile for one of your own)";
            return new(
                KafkaTroubleKind.BrokerCertificate,
                $"the certificate of {Broker(text)} is not trusted: it is not signed by {authority}, is expired, or is for another name than in kafka.bootstrapServers");
        }

        if (Has(text, "PLAINTEXT broker listener") || Has(text, "wrong version number") || Has(text, "in state SSL_HANDSHAKE"))
        {
            return new(
                KafkaTroubleKind.Protocol,
                $"{Broker(text)} does not speak TLS: set kafka.securityProtocol to {(UsesSasl ? "saslPlaintext" : "plaintext")}, or kafka.bootstrapServers to the port for TLS");
        }

        if (Has(text, "SSL alert number") || Has(text, "unexpected message"))
        {
            return new(KafkaTroubleKind.ClientCertificate, options.CertificateFile is { } file
                ? $"{Broker(text)} refuses our certificate {file}: it is expired or not signed by a CA that the broker trusts"
                : $"{Broker(text)} wants a certificate of ours: set kafka.certificateFile and kafka.keyFile");
        }

        return new(KafkaTroubleKind.Unreachable, text.Length == 0 ? "no connection" : HungUp(text) ?? Clean(text));
    }

    // With a token there are second logins on a connection; a broker that takes none of those ends the connection, and all goes on.
    private KafkaTrouble WithoutLogin(string text)
    {
        var kind = options.SaslMechanism is SaslMechanism.OAuthBearer ? KafkaTroubleKind.Unreachable : KafkaTroubleKind.Protocol;
        return new(kind, $"{Broker(text)} takes no login: set kafka.securityProtocol to {(UsesTls ? "ssl" : "plaintext")}, or kafka.bootstrapServers to the port for SASL");
    }

    // A listener that expects TLS or SASL hangs up on who speaks neither, before or right after it has said which versions it
    // knows. So does a broker that is being restarted: this is a guess.
    private string? HungUp(string text)
    {
        if (UsesSasl || !Has(text, "Disconnected") || Early.Match(text) is not { Success: true } match)
        {
            return null;
        }

        var wantsLogin = match.Groups["state"].Value == "UP";
        return wantsLogin
            ? $"{Broker(text)} hangs up at once; if its port wants a login, set kafka.securityProtocol to {(UsesTls ? "saslSsl" : "saslPlaintext")}"
            : UsesTls ? null : $"{Broker(text)} hangs up at once; if its port is one for TLS, set kafka.securityProtocol to ssl or saslSsl";
    }

    private bool UsesTls => options.SecurityProtocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl;

    private bool UsesSasl => options.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string? After(string text, string words) =>
        text.IndexOf(words, StringComparison.Ordinal) is >= 0 and var at ? Clean(text[(at + words.Length)..]) : null;

    private static string Broker(string text) => Address.Match(text) is { Success: true } match ? $"the broker {match.Groups["host"].Value}" : "the broker";

    [GeneratedRegex(@"(\s*\(after \d+ms in state \w+[^)]*\)|: broker certificate could not be verified.*$|^[a-z_]*(://)?[^/\s]+/(bootstrap|-?\d+): )")]
    private static partial Regex Bookkeeping { get; }

    [GeneratedRegex(@"^([a-z_]+://)?(?<host>[^/\s]{1,255})/(bootstrap|-?\d+): ")]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\(after 1?\d{1,3}ms in state (?<state>APIVERSION_QUERY|UP)")]
    private static partial Regex Early { get; }
}
