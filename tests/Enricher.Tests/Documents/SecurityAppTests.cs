using System.Text.Json;
using Eyrie.Enricher.Tests.Correlation;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>
/// What the pages of Kibana's Security app ask of documents, asked of ours: its searches (session_view, hosts, network and resolver in Kibana's
/// source), done over the recordings as the Enricher tells them, and over every sample.
/// </summary>
public sealed class SecurityAppTests
{
    private static readonly Lazy<List<JsonElement>> Samples = new(() => [.. SampleDocuments.All().Select(Parse)]);
    private static readonly string[] InSessionView = ["fork", "exec", "executed", "end"];

    [Fact]
    public void Session_View_finds_the_way_from_each_alert_to_how_somebody_came_in()
    {
        var documents = Session();
        var alerts = documents.Where(document => Text(document, "event.kind") is "alert" && Text(document, "process.entry_leader.entity_id") is not null).ToList();

        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, alert => Assert.Equal("container", Text(alert, "process.entry_leader.entry_meta.type")));
        Assert.All(alerts, alert => AssertInTree(alert, documents));
    }

    [Fact]
    public void Session_View_and_Analyzer_know_when_a_process_began_and_ended()
    {
        var documents = Played("2-web-shell", "falco-grpc");
        var actions = documents.Where(document => Text(document, "event.kind") is "event" && Texts(document, "event.category").Contains("process"))
            .ToLookup(document => Text(document, "event.action"), document => Texts(document, "event.type").Single());

        Assert.All(actions["exec"], type => Assert.True(type is "start" or "info", type));
        Assert.NotEmpty(actions["end"]);
        Assert.All(actions["end"], type => Assert.Equal("end", type));
    }

    [Fact]
    public void Analyzer_finds_each_ancestor_of_an_alert_as_a_process()
    {
        var documents = Played("2-web-shell", "falco-grpc");
        var known = documents.Where(document => Text(document, "event.kind") is "event" && Texts(document, "event.category").Contains("process"))
            .Select(document => Text(document, "process.entity_id")).ToHashSet();
        var alerts = documents.Where(document => Text(document, "event.kind") is "alert" && Text(document, "process.entity_id") is not null).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            Assert.Contains(Text(alert, "process.entity_id"), known);
            var ancestry = Texts(alert, "process.Ext.ancestry");
            Assert.Contains(Text(alert, "process.parent.entity_id"), ancestry);
            Assert.Contains(ancestry, known.Contains);
        });
    }

    [Fact]
    public void Analyzer_is_told_that_our_processes_are_such_as_it_takes_only_when_that_is_asked_for()
    {
        var observation = FullObservation.Create();
        var unknown = observation with { Process = null };

        Assert.Equal("endpoint", Text(Parse(SampleDocuments.Write(observation, analyzer: true)), "agent.type"));
        Assert.Null(Text(Parse(SampleDocuments.Write(unknown, analyzer: true)), "agent.type"));
        Assert.Null(Text(Parse(SampleDocuments.Write(observation)), "agent.type"));
    }

    [Fact]
    public void Hosts_have_a_name_and_where_system_calls_are_read_a_system() => Assert.All(Samples.Value, document =>
    {
        Assert.NotNull(Text(document, "host.name"));
        if (Text(document, "event.module") is "tetragon" || Text(document, "event.provider") is "syscall")
        {
            Assert.Equal("linux", Text(document, "host.os.type"));
        }
    });

    // 'Uncommon processes', of whatever agent: event.category is process, event.type is start.
    [Fact]
    public void Uncommon_processes_have_a_name_a_host_and_a_user()
    {
        var started = Samples.Value.Where(document => Text(document, "event.dataset") is "tetragon.events" && Text(document, "event.kind") is "event"
            && Text(document, "event.action") is "exec" && Texts(document, "event.type").Contains("start")).ToList();

        Assert.NotEmpty(started);
        Assert.All(started, document =>
        {
            Assert.Equal(["process"], Texts(document, "event.category"));
            Assert.NotNull(Text(document, "process.name"));
            Assert.NotEmpty(Texts(document, "process.args"));
        });
        Assert.All(started.Where(document => Text(document, "user.id") is "0"), document => Assert.Equal("root", Text(document, "user.name")));
        Assert.Contains(started, document => Text(document, "user.name") is not null);
    }

    [Fact]
    public void Flows_have_both_ends_and_an_id()
    {
        var flows = Samples.Value.Where(document => Text(document, "source.ip") is not null && Text(document, "destination.ip") is not null
            && Text(document, "network.transport") is "tcp" or "udp" && Text(document, "source.port") is not null && Text(document, "destination.port") is not null).ToList();

        Assert.NotEmpty(flows);
        Assert.All(flows, flow => Assert.StartsWith("1:", Text(flow, "network.community_id"), StringComparison.Ordinal));
    }

    [Fact]
    public void Names_looked_up_are_told_as_the_DNS_page_reads_them()
    {
        var lookups = Samples.Value.Concat(FullDocuments.All().Select(Parse)).Where(document => Text(document, "dns.question.name") is not null).ToList();

        Assert.NotEmpty(lookups);
        Assert.All(lookups, document => Assert.Equal("dns", Text(document, "network.protocol")));
    }

    [Fact]
    public void Alerts_have_what_a_rule_takes_over_from_them() => Assert.All(
        Samples.Value.Where(document => Text(document, "event.kind") is "alert"), alert =>
    {
        Assert.NotNull(Text(alert, "event.ingested"));
        Assert.NotNull(Text(alert, "message"));
        Assert.InRange(Find(alert, "event.severity")!.Value.GetInt32(), 0, 7);
        Assert.True(Text(alert, "rule.name") is not null || Text(alert, "event.module") is "eyrie");
    });

    // As Kibana builds it: events of the session, each below its parent; who has none there stands below the first process.
    private static void AssertInTree(JsonElement alert, IReadOnlyList<JsonElement> documents)
    {
        var (session, start) = (Text(alert, "process.entry_leader.entity_id")!, Text(alert, "process.entry_leader.start"));
        Assert.NotNull(start);
        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var document in documents.Where(document => Text(document, "event.kind") is "event"
            && Text(document, "process.entry_leader.entity_id") == session && InSessionView.Contains(Text(document, "event.action"))
            && string.CompareOrdinal(Text(document, "@timestamp"), start) >= 0))
        {
            parents[Text(document, "process.entity_id")!] = Text(document, "process.parent.entity_id");
        }

        var (at, steps) = (Text(alert, "process.entity_id")!, 0);
        while (at != session)
        {
            Assert.True(parents.TryGetValue(at, out var parent), $"{Text(alert, "eyrie.process.tree")}: no event of {at} in its session");
            Assert.True(parent is not null && ++steps < 64, $"{Text(alert, "eyrie.process.tree")}: {at} leads nowhere");
            at = parent;
        }
    }

    // A web server's container: its first process, a shell that somebody began through it, what that ran, and what was seen of it.
    private static List<JsonElement> Session()
    {
        const string Container = "551e161c47d8ff0eb665438a7bcd5b4e3ef5a297282b40a92b7c77d6bd168eb3";
        var shim = An.Image(1_000, 50, "/usr/bin/containerd-shim-runc-v2 -id x");
        var nginx = An.Image(2_000, 60, "/usr/sbin/nginx", shim.ExecId, container: Container) with { Vpid = 1 };
        var shell = An.Image(3_000, 70, "/bin/sh -c id", nginx.ExecId, container: Container);
        var tool = An.Image(3_100, 71, "/usr/bin/curl http://203.0.113.7/x", shell.ExecId, container: Container);
        Observation[] seen =
        [
            An.Exec(shim), An.Exec(nginx, shim), An.Exec(shell, nginx), An.Exec(tool, shell),
            An.Alert(3_150, 71, "curl http://203.0.113.7/x", cloned: 3_050), An.Exit(tool, 3_200) with { Parent = shell },
            An.Alert(3_250, 70, "sh -c id", cloned: 2_990), An.Exit(shell, 3_300) with { Parent = nginx },
        ];
        var (pipeline, state, output) = (An.Pipeline(), An.State(), new List<Enriched>());
        foreach (var observation in seen)
        {
            pipeline.Apply(Worded(observation), An.Record, state, output);
        }

        state.Clock.Idle(TimeSpan.FromSeconds(10));
        pipeline.Expire(state, output);
        return [.. output.Select(enriched => Parse(SampleDocuments.Write(enriched.Observation, enriched.Enrichment)))];
    }

    // As the mapper words it; what it says of real events is in the golden documents.
    private static Observation Worded(Observation observation) => observation.Kind switch
    {
        ObservationKind.ProcessStart => observation with { Action = "exec", Categories = ["process"], Types = ["start"] },
        ObservationKind.ProcessExit => observation with { Action = "end", Categories = ["process"], Types = ["end"] },
        _ => observation,
    };

    private static List<JsonElement> Played(string recording, string falco) =>
        [.. Recording.Read(recording, falco).Play().Select(enriched => Parse(SampleDocuments.Write(enriched.Observation, enriched.Enrichment)))];

    private static JsonElement Parse(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.Clone();
    }

    private static JsonElement? Find(JsonElement document, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty(name, out document))
            {
                return null;
            }
        }

        return document;
    }

    private static string? Text(JsonElement document, string path) => Find(document, path)?.ToString();

    private static List<string> Texts(JsonElement document, string path) =>
        Find(document, path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
