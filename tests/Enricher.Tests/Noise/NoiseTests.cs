using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Noise;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Enricher.Tests.Documents;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Enricher.Tests.Noise;

public sealed partial class NoiseTests : IDisposable
{
    private const string Hostile = "sh) or (evt.num > 0\"'\n- rule: x \u001b[31m\u202e # [a]: {b}";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly PodFact Pod = new() { Namespace = "shop", Name = "web-5b7f9c-x2x4z", Uid = "u1", WorkloadKind = "Deployment", WorkloadName = "web" };

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("1-guide-attack")]
    [InlineData("2-web-shell")]
    public void Proposes_what_fits_every_alert_that_it_is_made_from_and_no_other(string recording)
    {
        var before = Recording.Read(recording, "falco-http").Play().Alerts().ToList();
        var report = Report([.. before.Select(Document)]);
        Assert.Equal(before.Count, report.Alerts);

        var proposed = report.Noisiest.Where(kind => kind.EyrieException is not null).ToList();
        Assert.NotEmpty(proposed);
        foreach (var kind in proposed)
        {
            var after = Again(recording, kind.EyrieException!);

            Assert.Equal(before.Count, after.Count);
            Assert.Equal(kind.Alerts, after.Count(alert => alert.Enrichment.Suppressed is not null));
            Assert.All(after.Where(alert => alert.Enrichment.Suppressed is not null), alert => Assert.Equal(kind.Rule, alert.Observation.Rule!.Name));
        }
    }

    [Fact]
    public void Names_workload_program_ancestor_user_and_command_where_they_are_always_the_same()
    {
        var kind = Assert.Single(Report([Document(Alert()), Document(Alert())]).Noisiest);

        Assert.Equal("""
            - rules: [Terminal shell in container]
              namespaces: [shop]
              workloads: [Deployment/web]
              images: ["reg:5000/web"]
              binaries: [/bin/sh]
              ancestors: [/usr/sbin/nginx]
              users: [www-data]
              commands: ["^/bin/sh\\ -c\\ id$"]
              reason: ""    # why nobody needs to look
              owner: ""     # who answers for it
              expires: 2027-02-21

            """, kind.EyrieException, ignoreLineEndingDifferences: true);
        Assert.Equal("""
            - rule: Terminal shell in container
              exceptions:
                - name: eyrie_deployment_web_HASH
                  fields: [k8s.ns.name, k8s.pod.name, container.image.repository, proc.exepath, proc.aexepath, proc.cmdline]
                  comps: ["=", startswith, "=", "=", "=", "="]
                  values:
                    - [shop, web-, "reg:5000/web", /bin/sh, /usr/sbin/nginx, sh -c id]
              override:
                exceptions: append

            """, HashEnd().Replace(kind.FalcoException!, "_HASH\n"), ignoreLineEndingDifferences: true);
        Assert.Equal((2, 1.0, 1, 1, "shop/Deployment/web"), (kind.Alerts, kind.Share, kind.Pods, kind.Binaries, kind.Where));
    }

    [Fact]
    public void Leaves_out_what_differs_and_lists_a_few_programs()
    {
        var kind = Assert.Single(Report(
        [
            Document(Alert()),
            Document(Alert("/bin/bash", "/bin/bash -c id") with { Image = "other", User = "root" }),
        ]).Noisiest);

        Assert.Contains("binaries: [/bin/sh, /bin/bash]", kind.EyrieException, StringComparison.Ordinal);
        Assert.DoesNotContain("commands", kind.EyrieException, StringComparison.Ordinal);
        Assert.DoesNotContain("images", kind.EyrieException, StringComparison.Ordinal);
        Assert.DoesNotContain("users", kind.EyrieException, StringComparison.Ordinal);
        Assert.Contains("proc.exepath", kind.FalcoException, StringComparison.Ordinal);
        Assert.Contains("[/bin/sh, /bin/bash]", kind.FalcoException, StringComparison.Ordinal);
        var values = (YamlSequenceNode)Falco(kind.FalcoException!)["values"][0];
        Assert.Equal(["/bin/sh", "/bin/bash"], ((YamlSequenceNode)values.Children[2]).Children.Select(node => ((YamlScalarNode)node).Value));
    }

    [Fact]
    public void Proposes_nothing_that_would_be_the_rule_alone()
    {
        var host = Enumerable.Range(0, 9).Select(i => Document(Alert($"/opt/tool{i}", $"/opt/tool{i}") with { Pod = null, Image = null, Container = false })).ToArray();

        var kind = Assert.Single(Report(host).Noisiest);

        Assert.Equal(("host", 9), (kind.Where, kind.Binaries));
        Assert.Null(kind.EyrieException);
        Assert.Null(kind.FalcoException);
        Assert.StartsWith("no exception is proposed", Assert.Single(kind.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_is_excepted_already_and_where_and_proposes_no_more()
    {
        var kind = Assert.Single(Report([Document(Alert() with { Suppressed = new("r", Severity.Warning, "b", "o", null, "/etc/d.yaml line 3") })]).Noisiest);

        Assert.Equal((1, "/etc/d.yaml line 3"), (kind.Excepted, Assert.Single(kind.Exceptions)));
        Assert.Null(kind.EyrieException);
    }

    [Fact]
    public void Proposes_no_exception_of_what_sensors_say_of_themselves()
    {
        var document = Document(Alert()).Replace("\"module\":\"falco\"", "\"module\":\"eyrie\"", StringComparison.Ordinal);

        Assert.Null(Assert.Single(Report([document]).Noisiest).EyrieException);
    }

    [Fact]
    public void Says_so_where_a_shell_may_run_anything()
    {
        var kind = Assert.Single(Report([Document(Alert(line: "/bin/sh -c id")), Document(Alert(line: "/bin/sh -c who"))]).Noisiest);

        Assert.Contains("its command lines differ (2)", Assert.Single(kind.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_so_where_the_one_command_line_cannot_be_said()
    {
        var kind = Assert.Single(Report([Document(Alert(line: "/bin/sh -c 'rm *'"))]).Noisiest);

        Assert.StartsWith("no exception can say its command line as it is", Assert.Single(kind.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c id", "[k8s.ns.name, k8s.pod.name, container.image.repository, proc.exepath, proc.aexepath, proc.cmdline]", null)]
    [InlineData("sh -c id)", "[k8s.ns.name, k8s.pod.name, container.image.repository, proc.exepath, proc.aexepath]", "Falco's exception is the wider one")]
    [InlineData("sh shell_binaries", "[k8s.ns.name, k8s.pod.name, container.image.repository, proc.exepath, proc.aexepath]", "Falco's exception is the wider one")]
    public void Gives_Falco_the_command_line_in_its_own_words_where_it_can_hold_it(string line, string fields, string? note)
    {
        var kind = Assert.Single(Report([Document(Alert() with { FalcoLine = line })]).Noisiest);

        Assert.Contains($"fields: {fields}", kind.FalcoException, StringComparison.Ordinal);
        Assert.Equal(note is null ? [] : [note], kind.Notes.Select(text => text[..note!.Length]));
        var values = (YamlSequenceNode)Falco(kind.FalcoException!)["values"][0];
        Assert.Equal(note is null, values.Children.Any(value => ((YamlScalarNode)value).Value == line));
    }

    [Fact]
    public void Puts_hostile_names_into_neither_syntax_otherwise_than_as_names()
    {
        var kind = Assert.Single(Report([Document(Alert("/tmp/" + Hostile, Hostile))]).Noisiest);

        Assert.Null(kind.FalcoException); // it would stand in the rule's condition as it is
        Assert.Contains(kind.Notes, note => note.Contains("write it by hand", StringComparison.Ordinal));
        var item = (YamlMappingNode)((YamlSequenceNode)Yaml(kind.EyrieException!)).Children.Single();
        Assert.Equal("/tmp/" + Hostile, ((YamlScalarNode)item["binaries"][0]).Value);
        Assert.DoesNotContain(kind.EyrieException!, letter => letter is '\u001b' or '\u202e');
        var filled = Filled(kind.EyrieException!);
        Assert.Empty(DetectionsDocument.Read(filled, "d.yaml").Problems);
    }

    [Theory]
    [InlineData("shell_binaries", "'\"shell_binaries\"'")] // the name of a list of Falco's
    [InlineData("sh", "sh")]
    public void Keeps_the_name_of_a_list_of_Falcos_from_being_read_as_the_list(string name, string written)
    {
        var document = Document(Alert(null, "x") with { Name = name });

        Assert.Contains(written, Assert.Single(Report([document]).Noisiest).FalcoException, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_any_text_so_that_it_is_read_as_the_same() => Gen.String[0, 40].Where(Valid).Sample(
        text =>
        {
            Assert.Equal(text, ((YamlScalarNode)((YamlMappingNode)Yaml($"a: {YamlText.Of(text)}"))["a"]).Value);
            Assert.Equal(text, ((YamlScalarNode)((YamlSequenceNode)Yaml(YamlText.Of([text, "b"]))).Children[0]).Value);
        },
        iter: 3_000);

    [Theory]
    [InlineData("null")]
    [InlineData("No")]
    [InlineData("1e3")]
    [InlineData("-a")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("*a")]
    public void Puts_into_quotes_what_means_something(string text) => Assert.StartsWith("\"", YamlText.Of(text), StringComparison.Ordinal);

    [Fact]
    public void Needs_no_more_memory_for_more_kinds_and_says_how_wrong_it_is()
    {
        var count = new NoiseCount(mostGroups: 100);
        var loud = NoiseAlert.Read(System.Text.Encoding.UTF8.GetBytes(Document(Alert())))!;
        for (var i = 0; i < 20_000; i++)
        {
            count.Add(loud);
            count.Add(NoiseAlert.Read(System.Text.Encoding.UTF8.GetBytes($$$"""{"event":{"kind":"alert","module":"falco"},"rule":{"name":"rule {{{i}}}"}}"""))!);
        }

        Assert.InRange(count.Kinds, 1, 100);
        var first = count.Noisiest.First();
        Assert.Equal((loud.Rule, 40_000), (first.Key.Rule, count.Alerts));
        Assert.InRange(first.Alerts, 20_000 - count.MostMissed, 20_000);
    }

    [Theory]
    [InlineData(8, 8, 8)]
    [InlineData(9, 8, 10)]
    [InlineData(1_000, 850, 1_150)]
    [InlineData(100_000, 80_000, 120_000)]
    public void Counts_different_texts_about_right(int texts, int least, int most)
    {
        var values = new NoiseValues();
        for (var i = 0; i < texts * 2; i++)
        {
            values.Add((i % texts).ToString(CultureInfo.InvariantCulture));
        }

        Assert.InRange(values.Count, least, most);
    }

    public void Dispose() => File.Delete(_path);

    private static NoiseReport Report(string[] documents)
    {
        var count = new NoiseCount();
        foreach (var document in documents)
        {
            count.Add(NoiseAlert.Read(System.Text.Encoding.UTF8.GetBytes(document))!);
        }

        return NoiseReader.Report(count, new(default, 100), Now);
    }

    private List<Enriched> Again(string recording, string exception)
    {
        File.WriteAllText(_path, Filled(exception));
        return [.. Recording.Read(recording, "falco-http").Play(new() { DetectionsFile = _path }).Alerts()];
    }

    private static string Filled(string exception)
    {
        Assert.Contains("reason is missing", DetectionsDocument.Read($"exceptions:\n{exception}", "d.yaml").Problems[0], StringComparison.Ordinal);
        return $"exceptions:\n{exception.Replace("reason: \"\"", "reason: because", StringComparison.Ordinal).Replace("owner: \"\"", "owner: me", StringComparison.Ordinal)}";
    }

    private static YamlMappingNode Falco(string yaml)
    {
        var rule = (YamlMappingNode)((YamlSequenceNode)Yaml(yaml)).Children.Single();
        return (YamlMappingNode)rule["exceptions"][0];
    }

    private static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static bool Valid(string text) => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);

    private static Sample Alert(string? binary = "/bin/sh", string? line = "/bin/sh -c id") => new(binary, line);

    private static string Document(Sample alert)
    {
        var observation = An.Alert(6, 91) with
        {
            Rule = new("Terminal shell in container"),
            Provider = "syscall",
            Fields = [new("proc.cmdline", alert.FalcoLine)],
            Container = alert.Container ? new() { Id = "0123456789ab", ImageName = alert.Image } : null,
        };
        return System.Text.Encoding.UTF8.GetString(SampleDocuments.Write(observation, new()
        {
            Process = new() { Pid = 91, Executable = alert.Binary, Name = alert.Name, CommandLine = alert.Line, User = new() { Name = alert.User } },
            Ancestors = [new() { Executable = "/usr/bin/containerd-shim-runc-v2" }, new() { Executable = "/usr/sbin/nginx" }, new() { Executable = "/sbin/init" }],
            Correlation = new(CorrelationMethod.Pid, Confidence.High),
            Pod = alert.Pod,
            AlertSeverity = Severity.Warning,
            Incident = new("3f2a", "node-1", 1),
            Suppressed = alert.Suppressed,
        }));
    }

    private static string Document(Enriched enriched) =>
        System.Text.Encoding.UTF8.GetString(SampleDocuments.Write(enriched.Observation, enriched.Enrichment));

    [GeneratedRegex("_[0-9a-f]{8}\r?\n")]
    private static partial Regex HashEnd();

    private sealed record Sample(string? Binary, string? Line)
    {
        public string? Name { get; init; } = "sh";

        public string FalcoLine { get; init; } = "sh -c id";

        public string? Image { get; init; } = "reg:5000/web";

        public string User { get; init; } = "www-data";

        public PodFact? Pod { get; init; } = NoiseTests.Pod;

        public bool Container { get; init; } = true;

        public SuppressionFact? Suppressed { get; init; }
    }
}
