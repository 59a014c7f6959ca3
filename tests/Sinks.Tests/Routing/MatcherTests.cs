using System.Diagnostics;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Matching;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class MatcherTests
{
    private static readonly Alert Alert = An.FullAlert() with
    {
        Image = "registry:5000/shop/nginx:1.27",
        Labels = new Dictionary<string, string> { ["app"] = "web", ["app_kubernetes_io/part-of"] = "shop" },
        NamespaceLabels = new Dictionary<string, string> { ["app"] = "namespace's own", ["stage"] = "prod" },
    };

    [Theory]
    [InlineData("severity: critical", true)]
    [InlineData("severity: '>= warning'", true)]
    [InlineData("severity: '>=crit'", true)]
    [InlineData("severity: '> critical'", false)]
    [InlineData("severity: '< error'", false)]
    [InlineData("severity: '!= critical'", false)]
    [InlineData("severity: [notice, critical]", true)]
    [InlineData("severity: [notice, '>= alert']", false)]
    [InlineData("risk: '>= 70'", true)]
    [InlineData("risk: '< 70'", false)]
    [InlineData("risk: 83", true)]
    [InlineData("rule: 'run shell*'", true)]
    [InlineData("rule: run shell", false)]
    [InlineData("rule: /shell/", true)]
    [InlineData("rule: /^shell/", false)]
    [InlineData("rule: [x, '/WEB server$/']", true)]
    [InlineData("sensor: falco", true)]
    [InlineData("cluster: prod-*", false)]
    [InlineData("namespace: [bank, shop]", true)]
    [InlineData("workload: web", true)]
    [InlineData("workload: Deployment/web", true)]
    [InlineData("workload: StatefulSet/*", false)]
    [InlineData("image: registry:5000/shop/nginx", true)]
    [InlineData("image: '*:1.27'", true)]
    [InlineData("image: nginx", false)]
    [InlineData("node: worker-?", true)]
    [InlineData("pod: web-*", true)]
    [InlineData("technique: T1059", true)]
    [InlineData("technique: [T1611, T1059.*]", true)]
    [InlineData("technique: T1611", false)]
    [InlineData("tactic: execution", true)]
    [InlineData("tags: mitre_*", true)]
    [InlineData("team: crew", true)]
    [InlineData("incident: inc-42", true)]
    [InlineData("suppressed: false", true)]
    [InlineData("suppressed: true", false)]
    [InlineData("labels: { app: web }", true)]
    [InlineData("labels: { app: \"namespace's*\" }", false)]
    [InlineData("labels: { stage: prod }", true)]
    [InlineData("labels: { app.kubernetes.io/part-of: shop }", true)]
    [InlineData("labels: { tier: '*' }", false)]
    [InlineData("labels: { tier: '' }", true)]
    [InlineData("labels: { app: web, stage: dev }", false)]
    [InlineData("not: { namespace: kube-system }", true)]
    [InlineData("not: { namespace: kube-system, rule: /shell/ }", false)]
    [InlineData("not: { labels: { app: web } }", false)]
    [InlineData("namespace: shop, severity: critical", true)]
    [InlineData("namespace: shop, severity: notice", false)]
    public void Fits(string yaml, bool fits) => Assert.Equal(fits, Read($"{{ {yaml} }}").Fits(new(Alert, "crew")));

    [Theory]
    [InlineData("namespace: ''")]
    [InlineData("technique: ''")]
    [InlineData("not: { namespace: '?*' }")]
    [InlineData("risk: '< 10'")]
    public void An_empty_pattern_fits_what_is_not_there(string yaml) =>
        Assert.True(Read($"{{ {yaml} }}").Fits(new(Alert with { Namespace = "", Techniques = [], RiskScore = null }, "")));

    [Theory]
    [InlineData("rule: '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b'")]
    [InlineData("rule: /(a+)+b$/")]
    [InlineData("rule: /(a|a)*b/")]
    public void Compares_a_hostile_text_in_little_time(string yaml)
    {
        var match = Read($"{{ {yaml} }}");
        var subject = new RouteSubject(Alert with { Rule = new string('a', 1_000_000) }, "");
        var started = Stopwatch.GetTimestamp();

        for (var i = 0; i < 20; i++)
        {
            Assert.False(match.Fits(subject));
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5)); // minutes, were it not bounded
    }

    [Theory]
    [InlineData("rule: '/(?=a)/'", "looks ahead")]
    [InlineData("rule: '/(a/'", "no regular expression")]
    [InlineData("rule: []", "0 patterns")]
    [InlineData("rule: { a: b }", "found a map")]
    [InlineData("severity: '>= warn1ng'", "did you mean warning?")]
    [InlineData("risk: '>= 101'", "0 to 100")]
    [InlineData("suppressed: perhaps", "true or false")]
    [InlineData("namespce: x", "did you mean namespace?")]
    [InlineData("not: { not: { rule: x } }", "not.not: found a key that is not known")]
    [InlineData("labels: web", "found a single value")]
    public void Says_what_is_wrong(string yaml, string expected)
    {
        var problems = new List<ConfigurationProblem>();
        Read($"{{ {yaml} }}", problems);

        Assert.Contains(expected, Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    private static MatcherSet Read(string yaml)
    {
        var problems = new List<ConfigurationProblem>();
        var match = Read(yaml, problems);
        Assert.Equal("", string.Join('\n', problems));
        return match;
    }

    private static MatcherSet Read(string yaml, List<ConfigurationProblem> problems) =>
        MatchReading.Read(new(YamlFile.Parse(yaml, "test", problems), "", problems));
}
