using System.Text;
using CsCheck;

namespace Eyrie.Contracts.Tests;

public sealed class AlertCodecTests
{
    [Fact]
    public void Reads_everything_that_sinks_need()
    {
        var alert = Read("""
            {"@timestamp":"2026-11-23T07:35:07.569346883Z","event":{"id":"ab12","kind":"alert","module":"falco","severity":5,"risk_score":73},
            "message":"m","rule":{"name":"Run shell"},"tags":["t"],"threat":{"tactic":{"name":["Execution"]},"technique":{"id":["T1059"],"subtechnique":{"id":["T1059.004"]}}},
            "host":{"name":"node-1"},"orchestrator":{"cluster":{"name":"demo"},"namespace":"shop"},"kubernetes":{"pod":{"name":"web-1"}},
            "container":{"id":"5892b41bcf46","name":"nginx","image":{"name":"docker.io/nginx","tag":["1.27"]}},
            "process":{"pid":4722,"executable":"/usr/bin/curl","command_line":"curl x","user":{"name":"www-data"}},"user":{"name":"root"},
            "eyrie":{"process":{"tree":"a > b"},"workload":{"kind":"Deployment","name":"web"},"incident":{"id":"i1","sequence":3},
            "correlation":{"method":"pid","confidence":"high"},"blocked":true}}
            """);

        Assert.Equal(("ab12", "alert", "falco", Severity.Critical, 73), (alert.Id, alert.Kind, alert.Sensor, alert.Severity, alert.RiskScore));
        Assert.Equal(("2026-11-23T07:35:07.569346883Z", "m", "Run shell"), (alert.Time.ToString(), alert.Message, alert.Rule));
        Assert.Equal(["Execution"], alert.Tactics);
        Assert.Equal(["T1059", "T1059.004"], alert.Techniques);
        Assert.Equal(["t"], alert.Tags);
        Assert.Equal(("node-1", "demo", "shop", "web-1", "Deployment/web"), (alert.Node, alert.Cluster, alert.Namespace, alert.Pod, alert.Workload));
        Assert.Equal(("5892b41bcf46", "nginx", "docker.io/nginx:1.27"), (alert.ContainerId, alert.Container, alert.Image));
        Assert.Equal((4722, "/usr/bin/curl", "curl x", "www-data"), (alert.Pid, alert.Executable, alert.CommandLine, alert.User));
        Assert.Equal(("a > b", "i1", 3, "pid", "high", true),
            (alert.Tree, alert.Incident, alert.IncidentSequence, alert.CorrelationMethod, alert.CorrelationConfidence, alert.Blocked));
    }

    [Fact]
    public void Reads_a_document_that_says_next_to_nothing()
    {
        var alert = Read("""{"event":{"id":"x"},"tags":"one","eyrie":[],"process":null,"container":{"image":{"tag":[]}}}""");

        Assert.Equal(("x", "", "", "", (long?)null, Severity.Debug, false), (alert.Id, alert.Rule, alert.Workload, alert.Image, alert.Pid, alert.Severity, alert.Blocked));
        Assert.Equal(["one"], alert.Tags);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"event":{"id":7}}""")]
    [InlineData("""{"event":{"id":""}}""")]
    public void Refuses_what_is_no_document_of_ours(string text) => Assert.Throws<FormatException>(() => Read(text));

    [Fact]
    public void Refuses_garbage_with_a_format_exception_only() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            _ = AlertCodec.Read(bytes);
        }
        catch (FormatException)
        {
        }
    });

    [Theory]
    [InlineData("""{"event":{"id":"\ud800"}}""")]
    [InlineData("""{"event":{"id":"x"},"tags":["\udc00"]}""")]
    public void Refuses_text_that_is_no_unicode(string text) => Assert.Throws<FormatException>(() => Read(text));

    private static Alert Read(string document) => AlertCodec.Read(Encoding.UTF8.GetBytes(document));
}
