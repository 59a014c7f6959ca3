using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Oauth;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class KafkaOptionsTests
{
    [Theory]
    [InlineData("kafka:9092")]
    [InlineData("a:1, b-2.example_x:65535,10.0.0.7:9092")]
    [InlineData("[::1]:9092")]
    [InlineData("SASL_SSL://kafka:9093")]
    [InlineData("kafka")]
    public void Takes_brokers_as_librdkafka_does(string brokers) => Assert.Empty(Complaints(new() { BootstrapServers = brokers }));

    [Theory]
    [InlineData("")]
    [InlineData("http://kafka:9092")]
    [InlineData("kafka:65536")]
    [InlineData("kafka:0")]
    [InlineData("kafka:port")]
    [InlineData("a:1 b:2")]
    [InlineData("a:1,")]
    public void Refuses_what_is_no_broker(string brokers) => Assert.Single(Complaints(new() { BootstrapServers = brokers }));

    [Fact]
    public void A_sasl_protocol_needs_a_mechanism_and_most_mechanisms_a_user()
    {
        var options = new KafkaOptions { SecurityProtocol = SecurityProtocol.SaslSsl };

        Assert.Equal(["SaslMechanism"], Complaints(options));
        Assert.Equal(["Username"], Complaints(options with { SaslMechanism = SaslMechanism.ScramSha512 }));
        Assert.Empty(Complaints(options with { SaslMechanism = SaslMechanism.ScramSha512, Username = "eyrie", PasswordFile = "/p" }));
        Assert.Equal(["PasswordFile"], Complaints(options with { SaslMechanism = SaslMechanism.Plain, Username = "eyrie" }));
    }

    [Fact]
    public void A_token_is_from_one_place_and_for_one_mechanism()
    {
        var options = new KafkaOptions { SecurityProtocol = SecurityProtocol.SaslSsl, SaslMechanism = SaslMechanism.OAuthBearer };
        var file = new OauthOptions { TokenFile = "/t" };

        Assert.Equal(["Oauth"], Complaints(options));
        Assert.Empty(Complaints(options with { Oauth = file }));
        Assert.Empty(Complaints(options with { Properties = new Dictionary<string, string> { ["sasl.oauthbearer.method"] = "oidc" } }));
        Assert.Equal(
            ["Oauth"],
            Complaints(options with { SaslMechanism = SaslMechanism.Plain, Username = "eyrie", PasswordFile = "/p", Oauth = file }));
        Assert.Equal(["SecurityProtocol"], Complaints(new() { Oauth = file }));
    }

    [Theory]
    [InlineData("", "TokenFile")]
    [InlineData("f", "")]
    [InlineData("fe", "TokenFile")]
    [InlineData("fi", "ClientId")]
    [InlineData("e", "ClientId")]
    [InlineData("ei", "ClientSecretFile")]
    [InlineData("eis", "")]
    [InlineData("xis", "TokenEndpoint")]
    public void A_token_endpoint_needs_client_credentials_and_a_file_nothing(string set, string complaint)
    {
        var options = new OauthOptions
        {
            TokenFile = set.Contains('f') ? "/t" : null,
            TokenEndpoint = set.Contains('e') ? new("https://login/token") : set.Contains('x') ? new("ftp://login/token") : null,
            ClientId = set.Contains('i') ? "eyrie" : null,
            ClientSecretFile = set.Contains('s') ? "/s" : null,
        };

        Assert.Equal(complaint, string.Join(',', options.Validate(new(options)).SelectMany(found => found.MemberNames)));
    }

    [Fact]
    public void The_rules_of_a_token_count_where_the_options_are_bound()
    {
        var result = new KafkaOptionsValidator().Validate(
            null, new() { SecurityProtocol = SecurityProtocol.SaslSsl, SaslMechanism = SaslMechanism.OAuthBearer, Oauth = new() });

        Assert.Contains("a token is from a file or from an identity provider", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_would_not_be_used_is_a_mistake() =>
        Assert.Equal(["SecurityProtocol"], Complaints(new() { CaFile = "/ca" }));

    [Fact]
    public void A_password_that_would_not_be_used_is_a_mistake()
    {
        var options = new KafkaOptions { SaslMechanism = SaslMechanism.Plain, Username = "eyrie", PasswordFile = "/p" };

        Assert.Equal(["SecurityProtocol"], Complaints(options));
        Assert.Equal(["SecurityProtocol"], Complaints(options with { SecurityProtocol = SecurityProtocol.Ssl }));
    }

    [Fact]
    public void A_certificate_and_its_key_go_together()
    {
        Assert.Equal(["KeyFile"], Complaints(new() { SecurityProtocol = SecurityProtocol.Ssl, CertificateFile = "/c" }));
        Assert.Equal(["CertificateFile"], Complaints(new() { SecurityProtocol = SecurityProtocol.Ssl, KeyFile = "/k" }));
        Assert.Empty(Complaints(new() { SecurityProtocol = SecurityProtocol.Ssl, CertificateFile = "/c", KeyFile = "/k" }));
        Assert.Equal(["KeyPasswordFile"], Complaints(new() { SecurityProtocol = SecurityProtocol.Ssl, KeyPasswordFile = "/p" }));
    }

    [Fact]
    public void What_is_said_in_the_words_of_librdkafka_counts()
    {
        var options = new KafkaOptions
        {
            SecurityProtocol = SecurityProtocol.SaslSsl,
            Properties = new Dictionary<string, string> { ["sasl.mechanism"] = "PLAIN", ["ssl.key.pem"] = "x" },
            CertificateFile = "/c",
        };

        Assert.Empty(Complaints(options));
    }

    [Fact]
    public void No_copy_at_all_is_no_replication()
    {
        Assert.False(IsFine(new() { ReplicationFactor = 0 }));
        Assert.True(IsFine(new() { ReplicationFactor = 3 }));
    }

    private static bool IsFine(TopicOptions options) => Validator.TryValidateObject(options, new(options), null, validateAllProperties: true);

    private static IEnumerable<string> Complaints(KafkaOptions options)
    {
        var complaints = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), complaints, validateAllProperties: true);
        return complaints.SelectMany(complaint => complaint.MemberNames);
    }
}
