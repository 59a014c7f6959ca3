using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Tetragon;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class TetragonFiltersTests
{
    // As the agent's Helm chart has it by default.
    private const string ChartsDenyList = """
        {"health_check":true}
        {"namespace":["", "cilium", "kube-system"]}
        """;

    [Fact]
    public void Reads_what_the_agents_chart_has() => Assert.Equal(
        [new Filter { HealthCheck = true }, new Filter { Namespace = { "", "cilium", "kube-system" } }],
        TetragonFilters.ReadFilters(ChartsDenyList));

    [Theory]
    [InlineData("""{"event_set":["PROCESS_EXEC",5],"binaryRegex":["^/bin"],"pid":[1,"2"],"in_init_tree":false}""")]
    [InlineData("""
        {
          "eventSet": ["PROCESS_EXEC", "PROCESS_EXIT"],
          "binary_regex": ["^/bin"], "pid": [1, 2],
          "inInitTree": false
        }
        """)]
    public void Takes_the_spellings_that_the_agent_takes(string text) => Assert.Equal(
        [new Filter { EventSet = { EventType.ProcessExec, EventType.ProcessExit }, BinaryRegex = { "^/bin" }, Pid = { 1, 2 }, InInitTree = false }],
        TetragonFilters.ReadFilters(text));

    [Theory]
    [InlineData("""{"event_set":["PROCESS_EXEC"],"fields":"process.exec_id,parent.start_time","action":"INCLUDE","invert_event_set":true}""")]
    [InlineData("""{"eventSet":["PROCESS_EXEC"],"fields":"process.execId,parent.startTime","invertEventSet":true}""")]
    public void Takes_field_filters_with_and_without_underscores(string text) => Assert.Equal(
        [new FieldFilter { EventSet = { EventType.ProcessExec }, Fields = new() { Paths = { "process.exec_id", "parent.start_time" } }, InvertEventSet = true }],
        TetragonFilters.ReadFieldFilters(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    public void Takes_no_filters_for_none(string? text)
    {
        Assert.Empty(TetragonFilters.ReadFilters(text));
        Assert.Empty(TetragonFilters.ReadFieldFilters(text));
    }

    [Theory]
    [InlineData("""{"namespce":["a"]}""", "line 1: 'namespce' is no field of Filter; allowed: event_set, ", "; did you mean namespace?")]
    [InlineData("{\"health_check\":true}\n{\"event_set\":[\"PROCESS_EXECUTE\"]}", "line 2: 'PROCESS_EXECUTE' is no event_set; ", "; did you mean PROCESS_EXEC?")]
    [InlineData("""{"capabilities":{"effective":{"any":["CAP_SYS_ADMINN"]}}}""", "line 1: 'CAP_SYS_ADMINN' is no any; ", "; did you mean CAP_SYS_ADMIN?")]
    [InlineData("\n[1]", "line 2: a filter is a JSON object", "")]
    [InlineData("{\"pid\":[1]}\n{\"pid\":", "line 2: not JSON: ", "")]
    [InlineData("""{"pid":["x"]}""", "line 1: ", "")]
    [InlineData("""{"pid":[1],"pid":[2]}""", "line 1: ", "")]
    [InlineData("""{"namespace":"a"}""", "line 1: ", "")]
    public void Names_line_word_and_what_was_meant(string text, string begins, string ends)
    {
        var complaint = Assert.Single(Complaints(new() { DenyList = text }));

        Assert.StartsWith($"sensors:0:denyList: {begins}", complaint, StringComparison.Ordinal);
        Assert.EndsWith(ends, complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"fields":"process.exec_idd"}""", "line 1: 'exec_idd' is no field at 'process.exec_idd'; ", "; did you mean exec_id?")]
    [InlineData("""{"fields":"proces"}""", "line 1: 'proces' is no field of these events; ", "; did you mean process?")]
    [InlineData("""{"fields":"process","action":"EXCLUD"}""", "line 1: 'EXCLUD' is no action; ", "; did you mean EXCLUDE?")]
    [InlineData("""{"event_set":["PROCESS_EXEC"],"fields":"function_name"}""", "line 1: 'function_name' is no field of these events; ", "")]
    [InlineData("""{"fields":["process"]}""", "line 1: 'fields' is one text with commas", "")]
    public void Names_what_is_wrong_with_a_field_filter(string text, string begins, string ends)
    {
        var complaint = Assert.Single(Complaints(new() { FieldFilters = text }));

        Assert.StartsWith($"sensors:0:fieldFilters: {begins}", complaint, StringComparison.Ordinal);
        Assert.Contains(ends, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_filters_for_who_cannot_be_asked() => Assert.Equal(
        ["sensors:0:allowList: 'falco-grpc' sends what it sends; only tetragon-grpc can be asked for less"],
        new SensorOptionsValidator().Validate(null, [new() { Type = "falco-grpc", Address = "unix:///s", AllowList = "{}" }]).Failures);

    [Theory]
    [InlineData("{\"event_set\":[\"PROCESS_KPROBE\"]}", null, null, "allowList of tetragon hides processes: it does not allow all PROCESS_EXEC and PROCESS_EXIT")]
    [InlineData("{\"namespace\":[\"a\"]}", null, null, "allowList of tetragon hides")]
    [InlineData("{}", null, null, null)]
    [InlineData("{\"event_set\":[\"PROCESS_EXEC\",\"PROCESS_EXIT\"]}\n{\"namespace\":[\"a\"]}", null, null, null)]
    [InlineData(null, ChartsDenyList, null, "denyList of tetragon hides")]
    [InlineData(null, "{\"health_check\":true}\n{\"event_set\":[\"PROCESS_KPROBE\"]}", null, null)]
    [InlineData(null, "{\"event_set\":[\"PROCESS_EXIT\"]}", null, "denyList of tetragon hides")]
    [InlineData(null, null, "{\"fields\":\"process\"}", "fieldFilters of tetragon hides processes: it leaves out parent.exec_id")]
    [InlineData(null, null, "{\"fields\":\"process,parent\"}", null)]
    [InlineData(null, null, "{\"fields\":\"process.pid\",\"action\":\"EXCLUDE\"}", "it leaves out process.pid of PROCESS_EXEC")]
    [InlineData(null, null, "{\"fields\":\"process.cwd\",\"action\":\"EXCLUDE\"}", null)]
    [InlineData(null, null, "{\"event_set\":[\"PROCESS_KPROBE\"],\"fields\":\"process.pid\",\"action\":\"EXCLUDE\"}", null)]
    [InlineData(null, null, "{\"event_set\":[\"PROCESS_KPROBE\"],\"invert_event_set\":true,\"fields\":\"process.pid\",\"action\":\"EXCLUDE\"}", "process.pid")]
    public void Warns_of_filters_that_hide_what_ancestry_needs(string? allow, string? deny, string? fields, string? warning)
    {
        var sensor = new SensorOptions
        {
            Type = "tetragon-grpc",
            Name = "tetragon",
            Address = "unix:///s",
            AllowList = allow,
            DenyList = deny,
            FieldFilters = fields,
        };
        using var tetragon = new StreamUnderTest(sensor);

        Assert.Equal(warning is null ? 0 : 1, tetragon.Said.Lines.Count);
        Assert.All(tetragon.Said.Lines, line => Assert.Contains(warning!, line, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Complaints(SensorOptions sensor) => new SensorOptionsValidator()
        .Validate(null, [sensor with { Type = "tetragon-grpc", Address = "unix:///s" }]).Failures ?? [];
}
