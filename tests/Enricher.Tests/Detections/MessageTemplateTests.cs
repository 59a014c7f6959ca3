using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class MessageTemplateTests
{
    private static readonly Enrichment Told = new() { Correlation = new(CorrelationMethod.Sensor, Confidence.High) };

    [Theory]
    [InlineData("{process.executable} read {file.path}", "/bin/cat read /etc/{process.executable}")]
    [InlineData("{{{process.name}}}", "{cat}")]
    [InlineData("{pod.name} {destination.ip}", "? ?")]
    [InlineData("no place", "no place")]
    public void Puts_in_what_the_event_says_and_never_reads_it_again(string text, string message)
    {
        var observation = An.Policy(An.Image(1, 7, "/bin/cat x"), 2) with { File = new("/etc/{process.executable}") };

        Assert.Equal(message, MessageTemplate.Read(text).Template!.Render(observation, Told));
    }

    [Fact]
    public void Takes_the_joined_process_and_the_watched_pod_where_they_are_known()
    {
        var enrichment = Told with { Process = An.Image(1, 7, "/bin/cat /etc/shadow"), Pod = new() { Name = "web-1" } };

        Assert.Equal(
            "/bin/cat /etc/shadow in web-1",
            MessageTemplate.Read("{process.command_line} in {pod.name}").Template!.Render(An.Policy(new() { Pid = 7 }, 2), enrichment));
    }

    [Fact]
    public void Cuts_what_is_long()
    {
        var observation = An.Policy(An.Image(1, 7, "/bin/cat") with { CommandLine = new('x', 100_000) }, 2);

        Assert.True(MessageTemplate.Read("{process.command_line}").Template!.Render(observation, Told).Length <= 300);
    }

    [Theory]
    [InlineData("{process.exe}", "has the placeholder '{process.exe}', which is none of arg0, arg1")]
    [InlineData("{}", "has the placeholder '{}'")]
    [InlineData("a { b", "has a '{' alone; write it twice, or close the placeholder")]
    [InlineData("a } b", "has a '}' alone")]
    public void Refuses_what_is_no_place(string text, string problem) =>
        Assert.StartsWith(problem, MessageTemplate.Read(text).Problem, StringComparison.Ordinal);
}
