using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Troubles;

namespace Eyrie.Platform.Tests.Kafka;

/// <summary>The texts are those of librdkafka 2.16 in front of a Kafka 4.0.</summary>
public sealed class KafkaExplanationTests
{
    private const string Unverified =
        "ssl://kafka:9094/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be verified, "
        + "verify that ssl.ca.location is correctly configured or root CA certificates are installed (install ca-certificates package) (after 102ms in state SSL_HANDSHAKE)";

    private static readonly KafkaOptions Scram = new()
    {
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.ScramSha512,
        Username = "eyrie",
        PasswordFile = "/run/secrets/kafka",
    };

    [Fact]
    public void A_refused_password_names_user_mechanism_and_file()
    {
        var trouble = Explain(Scram, ErrorCode.Local_Authentication,
            "sasl_plaintext://kafka:9092/bootstrap: SASL authentication error: Authentication failed during authentication due to invalid credentials "
            + "with SASL mechanism SCRAM-SHA-512 (after 321ms in state AUTH_REQ)");

        Assert.Equal(KafkaTroubleKind.Login, trouble.Kind);
        Assert.Equal(
            "Kafka refuses the login of 'eyrie' with SCRAM-SHA-512 (Authentication failed during authentication due to invalid credentials with SASL "
            + "mechanism SCRAM-SHA-512): check kafka.username and the password in /run/secrets/kafka",
            trouble.Sentence);
    }

    [Fact]
    public void A_mechanism_that_is_not_offered_comes_with_those_that_are()
    {
        var trouble = Explain(Scram, ErrorCode.Local_Authentication,
            "sasl_plaintext://kafka:9092/bootstrap: SASL SCRAM-SHA-512 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported "
            + "mechanisms: PLAIN,OAUTHBEARER (after 1ms in state AUTH_HANDSHAKE)");

        Assert.Equal("the broker kafka:9092 does not offer SCRAM-SHA-512 but PLAIN,OAUTHBEARER: set kafka.saslMechanism to one of those", trouble.Sentence);
    }

    [Fact]
    public void A_port_without_login_is_a_matter_of_the_protocol()
    {
        var trouble = Explain(Scram, ErrorCode.Local_Authentication,
            "sasl_plaintext://kafka:9092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: Request not valid in current SASL state: broker's "
            + "supported mechanisms:  (after 0ms in state AUTH_HANDSHAKE)");

        Assert.Equal(KafkaTroubleKind.Protocol, trouble.Kind);
        Assert.StartsWith("the broker kafka:9092 takes no login: set kafka.securityProtocol to plaintext", trouble.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_cannot_be_had_is_told_apart_from_one_that_is_refused()
    {
        var options = new KafkaOptions { SecurityProtocol = SecurityProtocol.SaslSsl, SaslMechanism = SaslMechanism.OAuthBearer };

        var missing = Explain(options, ErrorCode.Local_Authentication, "Failed to acquire SASL OAUTHBEARER token: there is no file /token");
        var refused = Explain(options, ErrorCode.Local_Authentication,
            "sasl_ssl://kafka:9093/1: SASL authentication error: {\"status\":\"invalid_token\"} (after 5ms in state AUTH_REQ)");

        Assert.Equal("there is no OAuth token for Kafka: there is no file /token", missing.Sentence);
        Assert.StartsWith("Kafka does not take our OAuth token ({\"status\":\"invalid_token\"}): ", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal((KafkaTroubleKind.Token, KafkaTroubleKind.Token), (missing.Kind, refused.Kind));
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_names_broker_and_authority()
    {
        var own = Explain(new() { SecurityProtocol = SecurityProtocol.Ssl, CaFile = "/etc/ca.pem" }, ErrorCode.Local_Ssl, Unverified);
        var system = Explain(new() { SecurityProtocol = SecurityProtocol.Ssl }, ErrorCode.Local_Ssl, Unverified);

        Assert.Equal(
            "the certificate of the broker kafka:9094 is not trusted: it is not signed by a CA in /etc/ca.pem, is expired, or is for another name than "
            + "in kafka.bootstrapServers",
            own.Sentence);
        Assert.Contains("a CA of this system (set kafka.caFile", system.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_wants_a_certificate_says_which_keys_are_missing()
    {
        const string alert = "ssl://kafka:9094/bootstrap: Receive failed: error:0A000412:SSL routines::ssl/tls alert bad certificate: SSL alert number 42 "
            + "(after 3ms in state APIVERSION_QUERY)";

        var none = Explain(new() { SecurityProtocol = SecurityProtocol.Ssl }, ErrorCode.Local_Transport, alert);
        var wrong = Explain(new() { SecurityProtocol = SecurityProtocol.Ssl, CertificateFile = "/c.pem" }, ErrorCode.Local_Transport, alert);

        Assert.Equal("the broker kafka:9094 wants a certificate of ours: set kafka.certificateFile and kafka.keyFile", none.Sentence);
        Assert.StartsWith("the broker kafka:9094 refuses our certificate /c.pem: ", wrong.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Tls_to_a_plain_port_is_a_matter_of_the_protocol()
    {
        var trouble = Explain(new() { SecurityProtocol = SecurityProtocol.Ssl }, ErrorCode.Local_Transport,
            "ssl://127.0.0.1:9092/bootstrap: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener? "
            + "(after 4ms in state SSL_HANDSHAKE)");

        Assert.Equal(KafkaTroubleKind.Protocol, trouble.Kind);
        Assert.StartsWith("the broker 127.0.0.1:9092 does not speak TLS: set kafka.securityProtocol to plaintext", trouble.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("APIVERSION_QUERY", "if its port is one for TLS")]
    [InlineData("UP", "if its port wants a login")]
    public void A_plain_client_that_is_hung_up_on_may_be_at_the_wrong_port(string state, string hint)
    {
        var text = $"localhost:9094/bootstrap: Disconnected: connection closed by peer: receive 0 after POLLIN (after 7ms in state {state})";

        Assert.Contains(hint, Explain(new(), ErrorCode.Local_Transport, text).Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(hint, Explain(new(), ErrorCode.Local_Transport, text.Replace("7ms", "70000ms", StringComparison.Ordinal)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_topic_is_named_with_the_command_that_makes_it()
    {
        var trouble = Explain(new(), ErrorCode.UnknownTopicOrPart, "Broker: Unknown topic or partition", "eyrie.events.v1");

        Assert.Equal(
            (KafkaTroubleKind.MissingTopic, "the topic eyrie.events.v1 is not in Kafka: make it with 'eyrie topics create' (or check topics.prefix)"),
            (trouble.Kind, trouble.Sentence));
    }

    [Theory]
    [InlineData(AclOperation.Write, "it lacks Write on the topic eyrie.events.v1; for instance kafka-acls --add --allow-principal User:eyrie --operation Write --topic eyrie.events.v1")]
    [InlineData(AclOperation.Read, "it lacks Read on the topic eyrie.events.v1; for instance kafka-acls --add --allow-principal User:eyrie --operation Read --topic eyrie.events.v1")]
    public void A_missing_right_is_named_with_the_topic_and_the_command(AclOperation operation, string expected)
    {
        var trouble = new KafkaExplanation(Scram).Of(new(ErrorCode.TopicAuthorizationFailed), "eyrie.events.v1", operation);

        Assert.Equal((KafkaTroubleKind.Forbidden, $"Kafka does not let 'eyrie' in: {expected}"), (trouble.Kind, trouble.Sentence));
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, KafkaTroubleKind.TooLarge)]
    [InlineData(ErrorCode.UnsupportedVersion, KafkaTroubleKind.TooOld)]
    [InlineData(ErrorCode.NotEnoughReplicas, KafkaTroubleKind.Unready)]
    [InlineData(ErrorCode.GroupAuthorizationFailed, KafkaTroubleKind.Forbidden)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, KafkaTroubleKind.Forbidden)]
    [InlineData(ErrorCode.TransactionalIdAuthorizationFailed, KafkaTroubleKind.Forbidden)]
    [InlineData(ErrorCode.Local_Resolve, KafkaTroubleKind.Unreachable)]
    [InlineData(ErrorCode.InvalidProducerEpoch, KafkaTroubleKind.Other)]
    public void Every_code_has_its_kind(ErrorCode code, KafkaTroubleKind kind) => Assert.Equal(kind, Explain(new(), code, "why").Kind);

    [Fact]
    public void What_a_broker_says_stays_on_one_line_and_short()
    {
        var trouble = Explain(Scram, ErrorCode.Local_Authentication, $"SASL authentication error: no\r\n2026 ERROR forged\u2028\u001b[31m{new string('x', 5_000)}");

        Assert.DoesNotContain(trouble.Sentence, char.IsControl);
        Assert.DoesNotContain('\u2028', trouble.Sentence);
        Assert.InRange(trouble.Sentence.Length, 1, 600);
    }

    private static KafkaTrouble Explain(KafkaOptions options, ErrorCode code, string reason, string? topic = null) =>
        new KafkaExplanation(options).Of(new(code, reason), topic, AclOperation.Write);
}
