using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class ExceptionTests : IDisposable
{
    private static readonly PodFact Pod = new() { Namespace = "shop", Name = "web-1", Uid = "u1", WorkloadKind = "Deployment", WorkloadName = "web" };

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("rules: [A rule]", true)]
    [InlineData("rules: ['a r*']", true)]
    [InlineData("rules: [Other, 'a ?ule']", true)]
    [InlineData("rules: [Other]", false)]
    [InlineData("namespaces: [shop]", true)] // the event does not say it: the pod source does
    [InlineData("namespaces: [other]", false)]
    [InlineData("namespaces: [host]", false)]
    [InlineData("workloads: [web]", true)]
    [InlineData("workloads: [Deployment/w*]", true)]
    [InlineData("workloads: [DaemonSet/web]", false)]
    [InlineData("images: [reg/web]", true)]
    [InlineData("images: ['reg/web:1.*']", true)]
    [InlineData("images: ['reg/web:2']", false)]
    [InlineData("binaries: [sh]", true)]
    [InlineData("binaries: [/bin/*]", true)]
    [InlineData("binaries: [/usr/bin/sh]", false)]
    [InlineData("ancestors: [nginx]", true)]
    [InlineData("ancestors: [/usr/sbin/nginx]", true)]
    [InlineData("ancestors: [sh]", false)] // it is no ancestor of itself
    [InlineData("ancestors: [cron]", false)]
    [InlineData("users: [www-data]", true)]
    [InlineData("users: ['33']", true)]
    [InlineData("users: [root]", false)]
    [InlineData("commands: ['^/bin/sh -c (id|who)$']", true)]
    [InlineData("commands: [' -c ']", true)]
    [InlineData("commands: ['^/bin/sh$']", false)]
    [InlineData("commands: ['(?i)^/BIN/sh']", true)]
    [InlineData("nodes: [node-?]", true)]
    [InlineData("nodes: [node-2]", false)]
    [InlineData("clusters: [prod]", true)]
    [InlineData("clusters: [dev]", false)]
    [InlineData("rules: [A rule], workloads: [Deployment/web], ancestors: [nginx], commands: [id]", true)]
    [InlineData("rules: [A rule], workloads: [Deployment/web], ancestors: [cron], commands: [id]", false)]
    [InlineData("namespaces: [shop], expires: 2026-11-23", true)]
    [InlineData("namespaces: [shop], expires: 2026-11-22", false)] // it is the event's day that counts
    public void Marks_an_alert_of_Falcos_that_it_fits(string condition, bool fits)
    {
        var enriched = Falco($"exceptions: [{{ {condition}, reason: because, owner: me }}]");

        Assert.Equal(Severity.Warning, enriched.Enrichment.AlertSeverity);
        Assert.Equal(fits, enriched.Enrichment.Suppressed is not null);
    }

    [Fact]
    public void Says_in_the_document_who_wrote_it_and_where_and_stays_an_alert()
    {
        var enriched = Falco("exceptions:\n\n- { workloads: [web], reason: it does that, owner: shop team, expires: 2026-12-01 }\n- { namespaces: [shop], reason: later, owner: me }");

        using var json = JsonDocument.Parse(SampleDocuments.Write(enriched.Observation, enriched.Enrichment));
        Assert.Equal("alert", json.RootElement.GetProperty("event").GetProperty("kind").GetString());
        Assert.Equal(
            $$"""{"rule":"A rule","severity":"warning","reason":"it does that","owner":"shop team","expires":"2026-12-01","source":"{{_path}} line 3"}""",
            json.RootElement.GetProperty("eyrie").GetProperty("suppressed").GetRawText());
        Assert.Empty(FieldCheck.Problems(json.RootElement));
        Assert.True(AlertCodec.Read(SampleDocuments.Write(enriched.Observation, enriched.Enrichment)).Suppressed);
    }

    [Theory]
    [InlineData("nodes: [node-1]", false)]
    [InlineData("namespaces: [host]", false)]
    [InlineData("rules: [Sensor blind], nodes: [node-1]", true)]
    public void Leaves_what_sensors_say_of_themselves_to_those_who_name_it(string condition, bool fits)
    {
        var loss = An.Alert(1, null) with { Kind = ObservationKind.SensorLoss, Rule = new("Sensor blind"), Process = null };

        Assert.Equal(fits, Assert.Single(Enrich($"exceptions: [{{ {condition}, reason: r, owner: o }}]", loss)).Enrichment.Suppressed is not null);
    }

    [Fact]
    public void Fits_no_command_line_that_is_too_long_to_look_at()
    {
        var patterns = CommandPatterns.Read(["backup"]).Patterns!;

        Assert.True(patterns.Fits(new string(' ', CommandPatterns.LongestLine - 6) + "backup"));
        Assert.False(patterns.Fits("backup" + new string(' ', CommandPatterns.LongestLine)));
        Assert.False(patterns.Fits(null));
    }

    [Theory]
    [InlineData("rules: ['*'], namespaces: [a]", "rules has a '*', which fits everything")]
    [InlineData("ancestors: ['*?']", "ancestors has a '*'")]
    [InlineData("users: ['*'], rules: [x]", "users has a '*'")]
    [InlineData("nodes: [a, '**']", "nodes has a '*'")]
    [InlineData("commands: ['a('], rules: [x]", "commands 'a(' cannot be used")]
    [InlineData("commands: ['(a)\\1'], rules: [x]", "commands '(a)\\1' cannot be used")]
    [InlineData("commands: ['(?=a)b'], rules: [x]", "commands '(?=a)b' cannot be used")]
    [InlineData("commands: ['.*'], rules: [x]", "commands '.*' fits every command line")]
    [InlineData("commands: [''], rules: [x]", "commands '' is empty")]
    [InlineData("rule: [x]", "'rule' is a key that is not known; known are rules, detections, namespaces")]
    public void Names_what_is_wrong_by_file_and_line(string condition, string problem)
    {
        var problems = DetectionsDocument.Read($"exceptions:\n\n- {{ {condition}, reason: r, owner: o }}", "d.yaml").Problems;

        Assert.Contains(problems, text => text.StartsWith($"d.yaml line 3: exceptions[0]: {problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_the_first_of_many_by_the_alerts_name()
    {
        var many = string.Concat(Enumerable.Range(0, 900).Select(i => $"\n- {{ rules: [Rule {i}], namespaces: [shop], reason: r{i}, owner: o }}"));

        Assert.Equal("mine", Falco($"exceptions:{many}\n- {{ rules: [A rule], namespaces: [shop], reason: mine, owner: o }}\n- {{ namespaces: [shop], reason: after, owner: o }}").Enrichment.Suppressed!.Reason);
        Assert.Equal("before", Falco($"exceptions:\n- {{ namespaces: [shop], reason: before, owner: o }}{many}\n- {{ rules: [A rule], reason: mine, owner: o }}").Enrichment.Suppressed!.Reason);
    }

    [Fact]
    public void Counts_what_is_over_and_what_will_be()
    {
        var exceptions = new ExceptionSet(DetectionsDocument.Read("""
            exceptions:
            - { rules: [a], reason: r, owner: o, expires: 2026-11-22 }
            - { rules: [b], reason: r, owner: o, expires: 2026-11-23 }
            - { rules: [c], reason: r, owner: o, expires: 2026-12-06 }
            - { rules: [d], reason: r, owner: o, expires: 2026-12-07 }
            - { rules: [e], reason: r, owner: o }
            """, "d.yaml").Exceptions);

        Assert.Equal((1, 2, 2), exceptions.Count(EventTime.From(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero))));
    }

    public void Dispose() => File.Delete(_path);

    // Tetragon knows the processes, the pod source the pod: Falco's alert says neither.
    private Enriched Falco(string file)
    {
        var nginx = An.Image(0, 90, "/usr/sbin/nginx", container: "0123456789abcdef");
        var shell = An.Image(5, 91, "/bin/sh -c id", parent: nginx.ExecId, container: "0123456789abcdef") with { User = new() { Id = "33", Name = "www-data" } };
        var alert = An.Alert(6, 91, "/bin/sh -c id") with
        {
            Cluster = "prod",
            Container = new() { Id = "0123456789ab", ImageName = "reg/web", ImageTag = "1.27" },
        };
        return Assert.Single(Enrich(file, An.Exec(nginx), An.Exec(shell, nginx), alert).Alerts());
    }

    private List<Enriched> Enrich(string file, params ReadOnlySpan<Observation> observations)
    {
        File.WriteAllText(_path, file);
        return An.Pipeline(new() { DetectionsFile = _path }, new OnePod(Pod)).Read(An.State(), observations);
    }

    private sealed class OnePod(PodFact pod) : IPodSource
    {
        public string Name => "file";

        public PodFact? Find(in PodQuery query) => query.ContainerId is null ? null : pod;

        public EndpointFact? FindAddress(string? cluster, System.Net.IPAddress address, EventTime time) => null;

        public NodeFact? FindNode(string? cluster, string node) => null;

        public IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name) => null;
    }
}
