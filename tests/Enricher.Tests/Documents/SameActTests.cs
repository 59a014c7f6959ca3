using Eyrie.Contracts;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.Explain;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>What both sensors recorded of one act is in the same fields with the same values: one query finds both.</summary>
public sealed class SameActTests
{
    // What both must say, and what must be the same where both say it.
    private static readonly string[] OfEveryAct = ["event.category", "process.pid", "process.user.id", "user.id", "host.name"];
    private static readonly string[] OfFiles = ["file.path", "file.name", "file.directory"];
    private static readonly string[] OfConnections =
        ["event.type", "destination.ip", "destination.address", "destination.port", "network.type", "network.direction"];
    private static readonly string[] Related = ["related.user", "related.ip"];
    // Not the executable: Falco follows links (/usr/bin/dash), Tetragon has the path that was run (/usr/bin/sh).
    private static readonly string[] WhereBothSay =
        ["process.name", "process.parent.pid", "process.parent.name", "source.ip", "source.port", "network.transport", "network.iana_number", "network.protocol", "file.extension", "file.type", "file.target_path", "file.mode", "process.thread.id"];

    [Theory]
    [InlineData("1-guide-attack")]
    [InlineData("2-web-shell")]
    public void Both_sensors_fill_the_same_fields_with_the_same_values(string recording)
    {
        var pairs = Pairs(recording).ToList();

        Assert.NotEmpty(pairs);
        foreach (var (falco, tetragon, act) in pairs)
        {
            string[] both = [.. OfEveryAct, .. act.Address is not null ? OfConnections : [], .. act.File is not null && !act.IsExec ? OfFiles : []];
            foreach (var name in both)
            {
                Assert.True(falco[name] is not null && falco[name] == tetragon[name], $"{name}: Falco {falco[name] ?? "nothing"}, Tetragon {tetragon[name] ?? "nothing"}; {falco["message"]}");
            }

            foreach (var name in WhereBothSay.Where(name => falco[name] is not null && tetragon[name] is not null))
            {
                Assert.True(falco[name] == tetragon[name], $"{name}: Falco {falco[name]}, Tetragon {tetragon[name]}; {falco["message"]}");
            }

            foreach (var name in Related.Where(name => falco[name] is not null && tetragon[name] is not null))
            {
                Assert.NotEmpty(Items(falco[name]!).Intersect(Items(tetragon[name]!)));
            }
        }
    }

    private static IEnumerable<(FlatDocument Falco, FlatDocument Tetragon, Act Act)> Pairs(string recording)
    {
        var told = Samples.Lines($"recordings/{recording}/tetragon.jsonl").Select(line => SampleDocuments.Map(SampleDocuments.Event(line, SensorFormat.TetragonJson)))
            .Where(observation => observation.Kind is ObservationKind.PolicyEvent)
            .Select(observation => (Observation: observation, Act: Act.Of(observation, SampleDocuments.Enrich(observation))))
            .ToList();
        foreach (var line in Samples.Lines($"recordings/{recording}/falco-http.jsonl"))
        {
            var observation = SampleDocuments.Map(SampleDocuments.Event(line, SensorFormat.FalcoJson));
            if (Act.Of(observation, SampleDocuments.Enrich(observation)) is not { } act)
            {
                continue;
            }

            foreach (var other in told.Where(other => other.Act is { } one && one.IsSame(act) && one.IsExec == act.IsExec && IsSameStep(observation, other.Observation)))
            {
                yield return (Flat(observation), Flat(other.Observation), act);
            }
        }
    }

    // Within the same milliseconds what was connected is written to.
    private static bool IsSameStep(Observation falco, Observation tetragon) =>
        falco.Action is not "connect" || tetragon.Action!.Contains("connect", StringComparison.Ordinal);

    private static FlatDocument Flat(Observation observation) => FlatDocument.Of(SampleDocuments.Write(observation));

    private static string[] Items(string list) => list.Trim('[', ']').Split(',');
}
