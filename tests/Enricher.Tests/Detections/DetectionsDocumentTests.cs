using Eyrie.Contracts;
using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class DetectionsDocumentTests
{
    [Fact]
    public void Reads_a_file_with_all_of_it()
    {
        var read = DetectionsDocument.Read(
            """
            detections:
              - name: Shell in the shop
                description: Nobody has reason to.
                severity: critical
                techniques: [T1059.004, TA0002]
                output: "{process.executable} in {pod.name}"
                events: exec
                binaries: [sh, bash]
                namespaces: [shop]
                exceptions:
                  - { workloads: [CronJob/backup], reason: it copies, owner: storage, expires: 2027-01-31 }
            exceptions:
              - detections: ["Shell*"]
                images: ["reg/debug:*"]
                reason: debugging
                owner: platform
            """,
            "d.yaml");

        Assert.Empty(read.Problems);
        var rule = Assert.Single(read.Rules);
        Assert.Equal(("Shell in the shop", Severity.Critical, "d.yaml line 2", EventWords.Exec), (rule.Name, rule.Severity, rule.Source, rule.Events));
        Assert.Equal(2, read.Exceptions.Count);
        Assert.Equal(("storage", rule.Source), (read.Exceptions[0].Owner, read.Exceptions[0].Detection));
        Assert.True(read.Exceptions[1].IsFor("Shell in the shop"));
        Assert.False(read.Exceptions[1].IsFor("Other"));
    }

    [Theory]
    [InlineData("""[{"name":"x","severity":"error","policy":"p"}]""")]
    [InlineData("- { name: x, severity: error, policy: p }")]
    [InlineData("detections: [{ name: x, severity: activity }]\nexceptions:")]
    public void Reads_json_and_a_list_alone(string text) => Assert.Single(DetectionsDocument.Read(text, "d.yaml") is { Problems: [] } read ? read.Rules : []);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet")]
    [InlineData("detections:")]
    public void Reads_an_empty_file(string text) => Assert.Empty(DetectionsDocument.Read(text, "d.yaml") is { Problems: [] } read ? read.Rules : [DetectionRule.Enforced]);

    [Theory]
    [InlineData("detections:\n  - name: x\n    severity: loud", "d.yaml line 3: detections[0]: severity 'loud' is none of debug, informational, notice, warning, error, critical, alert, emergency, activity")]
    [InlineData("- { name: x }", "d.yaml line 1: detections[0]: severity '' is none of")]
    [InlineData("- severity: error", "d.yaml line 1: detections[0]: name is missing; say what")]
    [InlineData("- name: x\n  severity: error\n  binarys: [sh]", "d.yaml line 3: detections[0]: 'binarys' is a key that is not known; known are name, description")]
    [InlineData("- name: x\n  severity: error\n  output: '{proc.exe}'", "d.yaml line 3: detections[0]: output has the placeholder '{proc.exe}', which is none of")]
    [InlineData("- name: x\n  severity: error\n  techniques: [T9999]", "d.yaml line 3: detections[0]: techniques 'T9999' is no tactic or technique of ATT&CK that we know; write T1611")]
    [InlineData("- name: x\n  severity: error\n  events: [fork]", "d.yaml line 3: detections[0]: events 'fork' is none of exec, running, exit, loader, kprobe")]
    [InlineData("- name: x\n  severity: error\n  events: [exec]", "d.yaml line 3: detections[0]: events has more than policy events, and nothing says which")]
    [InlineData("- name: x\n  severity: error\n  addresses: [10.0.0.0/33]", "d.yaml line 3: detections[0]: addresses '10.0.0.0/33' is no address; write one")]
    [InlineData("- name: x\n  severity: error\n  arguments: [shadow]", "d.yaml line 3: detections[0]: arguments 'shadow' is no argument; write index=value")]
    [InlineData("- name: x\n  severity: error\n  enforcement: maybe", "d.yaml line 3: detections[0]: enforcement 'maybe' is none of any, told, none")]
    [InlineData("- name: x\n  severity: error\n  action: kill", "d.yaml line 3: detections[0]: action 'kill' is none of blocked, any")]
    [InlineData("- name: x\n  severity: error\n  policy: [a]", "d.yaml line 3: detections[0]: policy is a list or a map; write one text")]
    [InlineData("- name: x\n  severity: error\n  binaries: [{ a: b }]", "d.yaml line 3: detections[0]: binaries is no list of texts")]
    [InlineData("- name: x\n  severity: error\n  binaries: ['']", "d.yaml line 3: detections[0]: binaries '' is empty")]
    [InlineData("- name: x\n  severity: error\n  exceptions: [{ namespaces: [a], owner: o }]", "d.yaml line 3: detections[0].exceptions[0]: reason is missing")]
    [InlineData("exceptions:\n  - namespaces: [a]\n    reason: r", "d.yaml line 2: exceptions[0]: owner is missing")]
    [InlineData("exceptions:\n  - { reason: r, owner: o }", "d.yaml line 2: exceptions[0]: fits everything; say one of rules, namespaces")]
    [InlineData("exceptions:\n  - { namespaces: [a], reason: r, owner: o, expires: soon }", "d.yaml line 2: exceptions[0]: expires 'soon' is no date; write it as 2027-01-31")]
    [InlineData("rules: []", "d.yaml line 1: 'rules' is a key that is not known; known are detections, exceptions")]
    [InlineData("detections: { a: b }", "d.yaml line 1: detections is no list; begin its items with '-'")]
    [InlineData("just words here: [", "d.yaml line ")]
    [InlineData("- name", "d.yaml line 1: detections[0] is no item with keys")]
    public void Says_of_every_mistake_where_it_is_and_what_to_write(string text, string problem) =>
        Assert.Contains(DetectionsDocument.Read(text, "d.yaml").Problems, said => said.StartsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void Says_that_it_cannot_read_the_file() =>
        Assert.Contains("name a file that this process can read", Assert.Single(DetectionsDocument.ReadFile("/nowhere/d.yaml").Problems), StringComparison.Ordinal);

    [Fact]
    public void Says_no_more_than_a_person_reads() =>
        Assert.InRange(DetectionsDocument.Read(string.Concat(Enumerable.Repeat("- { severity: loud }\n", 500)), "d.yaml").Problems.Count, 2, 20);
}
