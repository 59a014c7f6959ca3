using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Detections;

/// <summary>What becomes of a detection in the document.</summary>
public sealed class DetectedDocumentsTests
{
    private static readonly ProcessFact Cat = An.Image(1, 7, "/bin/cat /etc/shadow");

    private static readonly Observation Read = An.Policy(Cat, 2, "files") with
    {
        Rule = new("files") { Description = "A file was read", Ruleset = "TracingPolicy", Tags = ["T1083", "site"] },
        Pod = new() { Namespace = "shop", Name = "web-1", WorkloadKind = "Deployment", WorkloadName = "web" },
        Container = new() { Id = "0123456789abcdef", ImageName = "reg/web", ImageTag = "1.2" },
        File = new("/etc/shadow"),
        Message = "from Tetragon",
        Fields = [new("policy_name", "files")],
    };

    private static readonly DetectionOptions Named = new()
    {
        Name = "Hashes read",
        Description = "Nobody has reason to.",
        Policy = "files",
        Severity = "error",
        Techniques = ["T1003.008", "TA0006"],
        Output = "{process.executable} read {file.path} in {pod.name}",
    };

    [Fact]
    public void Names_the_alert_and_keeps_the_policy_where_it_is_found()
    {
        using var json = Document(Enrich(Read, Named));
        var document = json.RootElement;

        Assert.Equal("Hashes read", Text(document, "rule", "name"));
        Assert.Equal("Nobody has reason to.", Text(document, "rule", "description"));
        Assert.Equal("TracingPolicy", Text(document, "rule", "ruleset"));
        Assert.Equal("/bin/cat read /etc/shadow in web-1", Text(document, "message"));
        Assert.Equal(("files", "enricher.detections[0]"), (Text(document, "eyrie", "detection", "policy"), Text(document, "eyrie", "detection", "source")));
        Assert.Equal("files", Text(document, "tetragon", "policy_name"));
        Assert.Equal("error", Text(document, "log", "level"));
        Assert.Equal(["T1083", "T1003"], Texts(document, "threat", "technique", "id"));
        Assert.Equal(["T1003.008"], Texts(document, "threat", "technique", "subtechnique", "id"));
        Assert.Equal(["TA0006"], Texts(document, "threat", "tactic", "id"));
        Assert.Contains("site", Texts(document, "tags"));
        Assert.Empty(FieldCheck.Problems(document));
    }

    [Fact]
    public void Leaves_the_policys_name_to_a_detection_that_has_none()
    {
        using var json = Document(Enrich(Read, new DetectionOptions { Policy = "files", Severity = "error" }));

        Assert.Equal(("files", "A file was read", "from Tetragon"), (Text(json.RootElement, "rule", "name"), Text(json.RootElement, "rule", "description"), Text(json.RootElement, "message")));
    }

    [Fact]
    public void Makes_an_alert_of_an_execution_that_no_policy_told()
    {
        var shell = An.Image(5, 9, "/bin/bash -c id");
        using var json = Document(Enrich(An.Exec(shell), new DetectionOptions { Name = "Shell", Events = ["exec"], Binaries = ["bash"], Severity = "notice" }));

        Assert.Equal(("Shell", "Eyrie detections", "alert"), (Text(json.RootElement, "rule", "name"), Text(json.RootElement, "rule", "ruleset"), Text(json.RootElement, "event", "kind")));
        Assert.Empty(FieldCheck.Problems(json.RootElement));
    }

    [Theory]
    [InlineData("{ namespaces: [shop] }", true)]
    [InlineData("{ namespaces: [other] }", false)]
    [InlineData("{ workloads: [web] }", true)]
    [InlineData("{ workloads: [Deployment/web] }", true)]
    [InlineData("{ workloads: [DaemonSet/web] }", false)]
    [InlineData("{ images: [reg/web] }", true)]
    [InlineData("{ images: ['reg/web:1.*'] }", true)]
    [InlineData("{ images: ['reg/web:2.*'] }", false)]
    [InlineData("{ binaries: [cat] }", true)]
    [InlineData("{ binaries: [cat], namespaces: [other] }", false)]
    [InlineData("{ binaries: [cat], expires: 2026-11-23 }", true)]
    [InlineData("{ binaries: [cat], expires: 2026-11-22 }", false)] // it is the event's day that counts
    public void Marks_an_alert_that_an_exception_of_its_detection_fits(string exception, bool suppressed)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"- name: Hashes read\n  policy: files\n  severity: error\n  exceptions:\n    - {exception[..^2]}, reason: backup, owner: storage }}");
            var output = An.Pipeline(new() { DetectionsFile = path }).Read(An.State(), Read);

            var enriched = Assert.Single(output);
            Assert.Equal(Severity.Error, enriched.Enrichment.AlertSeverity);
            using var json = Document(enriched);
            Assert.Equal(suppressed ? "Hashes read" : null, Text(json.RootElement, "eyrie", "suppressed", "rule"));
            Assert.Equal(suppressed ? "storage" : null, Text(json.RootElement, "eyrie", "suppressed", "owner"));
            Assert.Equal(suppressed ? $"{path} line 5" : null, Text(json.RootElement, "eyrie", "suppressed", "source"));
            Assert.Equal("Hashes read", Text(json.RootElement, "rule", "name"));
            Assert.Empty(FieldCheck.Problems(json.RootElement));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("all", true, true, true, true)]
    [InlineData("exec", true, true, false, true)]
    [InlineData("policy", true, false, false, true)]
    [InlineData("none", false, false, false, true)]
    public void Keeps_the_activity_that_is_asked_for_and_what_sensors_say_of_themselves(string wanted, bool policy, bool exec, bool loader, bool metrics)
    {
        var choice = new ActivityChoice(wanted);

        Assert.Equal(policy, choice.Keeps(Activity(Read)));
        Assert.Equal(exec, choice.Keeps(Activity(An.Exec(Cat))));
        Assert.Equal(exec, choice.Keeps(Activity(An.Exit(Cat, 5))));
        Assert.Equal(loader, choice.Keeps(Activity(An.Tetragon(ObservationKind.Other, Cat, An.At(5)))));
        Assert.Equal(metrics, choice.Keeps(Activity(An.Alert(1, 7) with { Kind = ObservationKind.Metrics })));
    }

    private static Enriched Activity(Observation observation) =>
        new(observation, new() { Correlation = new(CorrelationMethod.Sensor, Confidence.High) }) { Record = An.Record };

    private static Enriched Enrich(Observation observation, DetectionOptions detection) =>
        Assert.Single(An.Pipeline(new() { Detections = [detection] }).Read(An.State(), observation));

    private static JsonDocument Document(Enriched enriched) => JsonDocument.Parse(SampleDocuments.Write(enriched.Observation, enriched.Enrichment));

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.GetString();
    }

    private static List<string?> Texts(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.GetProperty(name);
        }

        return [.. element.EnumerateArray().Select(item => item.GetString())];
    }
}
