using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Eyrie.Platform.Kafka;

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
        Assert.Empty(Complaints(options with { SaslMechanism = SaslMechanism.OAuthBearer }));
    }

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
        Assert.Equal(["KeyFile"], Complaints(new() { CertificateFile = "/c" }));
        Assert.Equal(["CertificateFile"], Complaints(new() { KeyFile = "/k" }));
        Assert.Empty(Complaints(new() { CertificateFile = "/c", KeyFile = "/k" }));
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
