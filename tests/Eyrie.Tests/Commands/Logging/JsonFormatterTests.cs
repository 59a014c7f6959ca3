using System.Diagnostics;
using System.Text.Json.Nodes;
using Eyrie.Commands.Logging;
using Eyrie.Platform.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Tests.Commands.Logging;

public sealed partial class JsonFormatterTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 24, 12, 0, 0, 250, TimeSpan.Zero));
    private JsonFormatter _formatter;

    public JsonFormatterTests() => _formatter = Formatter(withStacks: false);

    [Fact]
    public void Writes_what_happened_with_the_names_of_ECS()
    {
        var line = Node(log => Away(log, "slack-soc", 7));

        Assert.Equal(
            ["@timestamp", "log.level", "message", "ecs.version", "log.logger", "event.code", "event.dataset", "service.name", "service.version", "labels"],
            line.Select(member => member.Key));
        Assert.Equal(
            ("2026-11-24T12:00:00.250Z", "warning", "Sink slack-soc is away for 7 s"), ((string)line["@timestamp"]!, (string)line["log.level"]!, (string)line["message"]!));
        Assert.Equal(("77", "Eyrie.Test", "eyrie"), ((string)line["event.code"]!, (string)line["log.logger"]!, (string)line["service.name"]!));
        Assert.Equal("""{"sink_name":"slack-soc","seconds":"7"}""", line["labels"]!.ToJsonString());
    }

    [Fact]
    public void Names_the_failure_and_its_causes_and_the_stack_only_on_request()
    {
        var failure = new InvalidOperationException("outer", new IOException("inner"));

        var line = Node(log => Failed(log, failure));

        Assert.Equal(("System.InvalidOperationException", "outer: inner"), ((string)line["error.type"]!, (string)line["error.message"]!));
        Assert.Null(line["error.stack_trace"]);
        _formatter = Formatter(withStacks: true);
        Assert.Contains("System.IO.IOException: inner", (string)Node(log => Failed(log, failure))["error.stack_trace"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_to_which_trace_it_belongs()
    {
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one == source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("send")!;

        var line = Node(log => Away(log, "x", 1));

        Assert.Equal((span.TraceId.ToString(), span.SpanId.ToString()), ((string)line["trace.id"]!, (string)line["span.id"]!));
    }

    [Theory]
    [InlineData("\n{\"log.level\":\"critical\"}\r\n")]
    [InlineData("\u001b[2J\u202egnp.exe\u2028\u0000\u0085")]
    [InlineData("\"}],\\")]
    [InlineData("half \ud800 a pair")]
    public void Stays_one_line_of_plain_characters_whatever_an_attacker_wrote(string words)
    {
        var text = Text(log => Away(log, words, 1));

        Assert.All(text.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(words.Replace('\ud800', '\ufffd'), (string)JsonNode.Parse(text)!["labels"]!["sink_name"]!);
    }

    [Fact]
    public void Is_bounded_in_length_and_cuts_no_character_in_two()
    {
        var line = Node(log => Away(log, string.Concat(Enumerable.Repeat("🦅", 100_000)), 1));

        Assert.InRange(((string)line["message"]!).Length, 16_000, 16_385);
        Assert.InRange(((string)line["labels"]!["sink_name"]!).Length, 1_000, 1_025);
        Assert.DoesNotContain('\ufffd', line.ToJsonString());
    }

    [Fact]
    public void Bounds_what_comes_again_and_says_how_many_there_were()
    {
        var written = Enumerable.Range(0, LineLimit.LinesAMinute + 12).Count(_ => Text(log => Away(log, "x", 1)).Length > 0);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(LineLimit.LinesAMinute, written);
        Assert.Equal("12", (string)Node(log => Away(log, "x", 1))["labels"]!["held_back"]!);
    }

    [LoggerMessage(77, LogLevel.Warning, "Sink {SinkName} is away for {Seconds} s")]
    private static partial void Away(ILogger log, string sinkName, int seconds);

    [LoggerMessage(78, LogLevel.Error, "It failed")]
    private static partial void Failed(ILogger log, Exception failure);

    private JsonFormatter Formatter(bool withStacks) => new(new Fixed(new() { WithStacks = withStacks }), _time);

    private JsonObject Node(Action<ILogger> act) => JsonNode.Parse(Text(act))!.AsObject();

    private string Text(Action<ILogger> act)
    {
        using var output = new StringWriter { NewLine = "\n" };
        act(new Through(_formatter, output));
        return output.ToString();
    }

    private sealed class Fixed(LogFormatterOptions options) : IOptionsMonitor<LogFormatterOptions>
    {
        public LogFormatterOptions CurrentValue => options;

        public LogFormatterOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<LogFormatterOptions, string?> listener) => null;
    }

    private sealed class Through(JsonFormatter formatter, TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> say) =>
            formatter.Write(new LogEntry<TState>(logLevel, "Eyrie.Test", eventId, state, exception, say), null, output);
    }
}
