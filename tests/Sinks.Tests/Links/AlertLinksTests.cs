using System.Web;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;

namespace Eyrie.Sinks.Tests.Links;

public sealed class AlertLinksTests
{
    private static readonly LinkOptions Kibana = new() { KibanaUrl = "https://kibana.example.com/s/soc/" };

    [Fact]
    public void Leads_to_alert_incident_and_host_in_Kibana()
    {
        var links = new AlertLinks(Kibana).Of(An.FullAlert());

        Assert.Equal(["Alert", "Incident", "Host"], links.Select(link => link.Text));
        Assert.Equal(
            "https://kibana.example.com/s/soc/app/discover#/?_g=(time:(from:'2025-10-09T08:38:20.123Z',to:'2025-10-09T09:08:20.123Z'))"
            + "&_a=(index:'logs-*',query:(language:kuery,query:'event.id:\"0123456789abcdef0123456789abcdef\"'))",
            HttpUtility.UrlDecode(links[0].Url));
        Assert.Contains("eyrie.incident.id:%22inc-42%22", links[1].Url, StringComparison.Ordinal);
        Assert.Contains("host.name:%22worker-1%22", links[2].Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Begins_where_the_incident_began()
    {
        var alert = An.FullAlert() with { IncidentSoFar = new() { First = EventTime.From(1_759_990_000, 0), Alerts = 3 } };

        Assert.Contains("from:'2025-10-09T05%3A51%3A40.000Z'", new AlertLinks(Kibana).Of(alert)[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_what_it_cannot_know()
    {
        Assert.Equal(["Alert"], new AlertLinks(Kibana).Of(An.FullAlert() with { Incident = "", Node = "" }).Select(link => link.Text));
        Assert.Empty(AlertLinks.None.Of(An.FullAlert()));
        Assert.DoesNotContain(new AlertLinks(Kibana).Of(An.FullAlert() with { Node = new('x', 2_000) }), link => link.Text == "Host");
    }

    [Theory]
    [InlineData("Read sensitive file untrusted", "https://wiki.example.com/credentials?rule=Read%20sensitive%20file%20untrusted&pod=web-7d9c-x2x4z")]
    [InlineData("READ SENSITIVE FILE x", "https://wiki.example.com/credentials?rule=READ%20SENSITIVE%20FILE%20x&pod=web-7d9c-x2x4z")]
    [InlineData("Run shell: in <Web> Server!", "https://wiki.example.com/run-shell-in-web-server")]
    public void Takes_the_first_runbook_that_fits(string rule, string expected)
    {
        var links = new AlertLinks(new()
        {
            Runbooks =
            [
                new() { Rule = "Read sensitive file *", Url = "https://wiki.example.com/credentials?rule={rule}&pod={pod}" },
                new() { Rule = "*", Url = "https://wiki.example.com/{ruleSlug}" },
            ],
        });

        Assert.Equal(new AlertLink("Runbook", expected), Assert.Single(links.Of(An.FullAlert() with { Rule = rule })));
    }

    [Fact]
    public void Keeps_a_value_within_its_quotation_marks()
    {
        var url = new AlertLinks(Kibana).Of(An.FullAlert() with { Node = "x\" or \\\"a\":*') !(b" })[2].Url;

        Assert.EndsWith("query:'host.name:\"x\\\" or \\\\\\\"a\\\":*!') !!(b\"'))", HttpUtility.UrlDecode(url), StringComparison.Ordinal);
    }

    [Fact]
    public void Leads_to_the_configured_host_with_nothing_to_escape_whatever_the_values() => Gen.String.Array[3].Sample(texts =>
    {
        var options = Kibana with { Runbooks = [new() { Rule = "*", Url = "https://wiki.example.com/{rule}/{pod}?w={workload}&h={host}" }] };
        var alert = An.FullAlert() with { Rule = texts[0], Pod = texts[1], Workload = texts[2], Node = texts[0], Incident = texts[1] };

        Assert.All(new AlertLinks(options).Of(alert), link =>
        {
            Assert.Equal(link.Text == "Runbook" ? "wiki.example.com" : "kibana.example.com", new Uri(link.Url).Host);
            Assert.All(link.Url, character => Assert.True(char.IsAscii(character) && !char.IsControl(character) && !"<>|\" `{}^\\".Contains(character, StringComparison.Ordinal), link.Url));
            Assert.InRange(link.Url.Length, 1, UrlTemplate.MaxLength);
        });
    });

    [Theory]
    [InlineData("T1059", "https://attack.mitre.org/techniques/T1059/")]
    [InlineData("T1059.004", "https://attack.mitre.org/techniques/T1059/004/")]
    [InlineData("TA0002", "https://attack.mitre.org/tactics/TA0002/")]
    [InlineData("T1059.4", null)]
    [InlineData("t1059", null)]
    [InlineData("T1059\n", null)]
    [InlineData("T1059/../../evil", null)]
    [InlineData("T١٠٥٩", null)]
    [InlineData("Execution", null)]
    public void Knows_what_is_a_technique(string id, string? expected) => Assert.Equal(expected, AlertLinks.Technique(id));

    public static TheoryData<LinkOptions, string> Wrong => new()
    {
        { new() { KibanaUrl = "kibana" }, "kibanaUrl is 'kibana', which is not a URL" },
        { new() { KibanaUrl = "javascript:alert(1)" }, "allowed are http: and https:" },
        { new() { Alert = "{kibna}/x" }, "alert has the placeholder {kibna}" },
        { new() { Alert = "{kibna}/x" }, "did you mean kibana?" },
        { new() { Incident = "{kibana}/{incident:rison}" }, "incident has {incident:rison}" },
        { new() { Host = "javascript:alert('{host}')" }, "host is 'javascript:" },
        { new() { Host = "https://{host}/x" }, "the host can have no placeholder" },
        { new() { Host = "{kibana}/{ho st}" }, "host has a brace" },
        { new() { Runbooks = [new() { Rule = "*" }] }, "runbooks[0]: url is missing" },
        { new() { Runbooks = [new() { Url = "https://x/" }] }, "runbooks[0]: rule is missing" },
        { new() { Runbooks = [new() { Rule = "*", Url = "ftp://x/" }] }, "runbooks[0]: url is 'ftp://x/'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Says_what_is_wrong(LinkOptions options, string expected) =>
        Assert.Contains(expected, new LinkOptionsValidator().Validate("links", options).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void Accepts_the_defaults() => Assert.True(new LinkOptionsValidator().Validate("links", new()).Succeeded);
}
