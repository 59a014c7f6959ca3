using System.Diagnostics;
using System.Text;
using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Tests.Detections;

/// <summary>Files that would break what reads them, keep it busy, or say less than they seem to.</summary>
public sealed class HostileRulesTests
{
    private const string Rule = "- { name: x, severity: error, policy: p }";

    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("- ")]
    public void Refuses_what_is_nested_deeper_than_any_rule(string opening) =>
        Assert.Equal("d.yaml line 1: is nested more than 20 deep; a detection needs five: close the brackets", Problem(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Theory]
    [InlineData("? [a, b]\n: c", "d.yaml line 1: has a key that is no text; write a word before the colon")]
    [InlineData("- &a x\n- { *a : y }", "d.yaml line 2: has a key that is no text")]
    [InlineData(Rule + "\n---\n" + Rule, "d.yaml line 2: begins a second document, of which nothing would be read; take out the '---'")]
    [InlineData("- name: x\n  name: y", "d.yaml line 2, column 3: Duplicate key name")]
    [InlineData("- { name: x, severity: error, enforcement: '-1' }", "d.yaml line 1: detections[0]: enforcement '-1' is none of any, told, none")]
    [InlineData("- { name: x, severity: error, enforcement: 'told,none' }", "d.yaml line 1: detections[0]: enforcement 'told,none' is none of")]
    [InlineData("- name: ~\n  severity: error", "d.yaml line 1: detections[0]: name is missing")]
    [InlineData("- name: x\n  severity: error\n  files: null", "d.yaml line 3: detections[0]: files '' is empty")]
    [InlineData("- name: x\n  severity: error\n  exceptions: [{ detections: [y], binaries: [a], reason: r, owner: o }]", "d.yaml line 3: detections[0].exceptions[0]: 'detections' is a key that is not known")]
    [InlineData("exceptions:\n- { binaries: ['*'], reason: r, owner: o }", "d.yaml line 2: exceptions[0]: binaries has a '*', which fits everything; take it out")]
    [InlineData("exceptions:\n- { workloads: ['**'], namespaces: [a], reason: r, owner: o }", "d.yaml line 2: exceptions[0]: workloads has a '*'")]
    [InlineData("exceptions:\n- { images: [a, '*'], reason: r, owner: o }", "d.yaml line 2: exceptions[0]: images has a '*'")]
    [InlineData("exceptions:\n- { detections: [x], namespaces: ['*', host], reason: r, owner: o }", "d.yaml line 2: exceptions[0]: namespaces has a '*'")]
    [InlineData("exceptions:\n- { namespaces: ['*'], reason: r, owner: o }", "d.yaml line 2: exceptions[0]: namespaces has a '*'")]
    public void Says_what_is_wrong(string text, string problem) => Assert.StartsWith(problem, Problem(text), StringComparison.Ordinal);

    [Fact]
    public void Takes_any_pod_as_an_exception_of_one_detection() =>
        Assert.Empty(DetectionsDocument.Read("exceptions:\n- { detections: [x], namespaces: ['*'], reason: r, owner: o }", "d.yaml").Problems);

    [Fact]
    public void Refuses_aliases_of_aliases_at_once()
    {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            laughs.AppendLine($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        }

        Assert.StartsWith("d.yaml line 1: 'a0' is a key", Problem(laughs.ToString()), StringComparison.Ordinal);
        Assert.StartsWith("d.yaml line 31: has a key that is no text", Problem(laughs.Append("? *a29\n: x\n").ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_list_that_is_named_once_and_used_twice() => Assert.Equal(
        2, DetectionsDocument.Read("- { name: x, severity: error, policy: p, binaries: &tools [sh, nc] }\n- { name: y, severity: error, policy: q, binaries: *tools }", "d.yaml").Rules.Count);

    [Fact]
    public void Finds_rules_by_name_without_comparing_each_with_each()
    {
        var rules = Enumerable.Range(0, 5_000).Select(i => DetectionReading.Read(
            new() { Name = $"{i}", Severity = "error", Events = ["exec"], Binaries = [.. Enumerable.Range(0, 40).Select(j => $"{i}-{j}")] }, "test", [])).ToList();
        var watch = Stopwatch.StartNew();

        var set = new DetectionSet(rules, []);

        Assert.Equal("4999", set.Judge(An.Exec(An.Image(1, 7, "/bin/4999-39 -c"))).Rule!.Name);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60)); // comparing each with each took a quarter of an hour
    }

    [Fact]
    public void Reads_no_more_of_a_file_than_it_takes() =>
        Assert.Contains("has more than 8388608 characters", Assert.Single(DetectionsDocument.ReadFile("/dev/zero").Problems), StringComparison.Ordinal);

    private static string Problem(string text) => DetectionsDocument.Read(text, "d.yaml").Problems[0];
}
