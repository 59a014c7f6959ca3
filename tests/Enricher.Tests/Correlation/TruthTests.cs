namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>What a real Falco and a real Tetragon said, joined, against what was really run. The tables are the tests' output.</summary>
public sealed class TruthTests(ITestOutputHelper output)
{
    private const string Guide = "1-guide-attack";
    private const string Shell = "2-web-shell";
    private const string Bare = "3-guide-attack-without-pids";

    [Theory]
    [InlineData(Guide, "falco-http", 4, 4, 4)]
    [InlineData(Guide, "falco-grpc", 4, 4, 4)]
    [InlineData(Shell, "falco-http", 33, 33, 33)]
    [InlineData(Shell, "falco-grpc", 33, 33, 33)]
    [InlineData(Bare, "falco-grpc", 4, 4, 4)]
    public void Is_right_about_what_was_recorded(string name, string falco, int processes, int parents, int ancestries) =>
        Check(Play(name, falco, recording => recording, "as recorded"), processes, parents, ancestries);

    [Theory]
    [InlineData(Guide, "falco-http", 4, 4)]
    [InlineData(Guide, "falco-grpc", 4, 4)]
    [InlineData(Shell, "falco-http", 33, 33)]
    [InlineData(Shell, "falco-grpc", 33, 33)]
    public void Is_right_or_says_so_without_any_pid_of_Falcos(string name, string falco, int processes, int ancestries) =>
        Check(Play(name, falco, recording => recording.WithoutPids(), "no pids from Falco"), processes, processes, ancestries);

    [Theory]
    [InlineData(Guide, "falco-http", 4, 4)]
    [InlineData(Shell, "falco-http", 33, 24)]
    [InlineData(Shell, "falco-grpc", 33, 24)]
    public void Is_right_or_says_so_without_Tetragon(string name, string falco, int processes, int ancestries) =>
        Check(Play(name, falco, recording => recording.WithoutTetragon(), "no Tetragon"), processes, processes, ancestries);

    [Theory]
    [InlineData(Guide, "falco-http", false, 4)]
    [InlineData(Shell, "falco-http", false, 33)]
    [InlineData(Shell, "falco-grpc", false, 33)]
    [InlineData(Guide, "falco-http", true, 4)]
    [InlineData(Shell, "falco-http", true, 32)]
    [InlineData(Bare, "falco-grpc", false, 4)]
    public void Is_right_or_says_so_when_Tetragon_is_late(string name, string falco, bool withoutPids, int processes)
    {
        foreach (var delay in new[] { 0.1, 0.5, 1, 2 })
        {
            Check(
                Play(name, falco, recording => (withoutPids ? recording.WithoutPids() : recording).Delayed(TimeSpan.FromSeconds(delay)),
                    $"Tetragon late by {delay} s{(withoutPids ? ", no pids" : "")}"),
                processes, 0, 0);
        }
    }

    [Theory]
    [InlineData(Guide, 30)]
    [InlineData(Shell, 100)]
    [InlineData(Bare, 30)]
    public void Knows_the_truth(string name, int images) => Assert.True(Truth.Read(name).Images >= images);

    private void Check(TruthReport report, int processes, int parents, int ancestries)
    {
        output.WriteLine(report.ToString());
        Assert.Equal("", string.Join('\n', report.WrongAtHigh));
        Assert.True(report.RightProcesses >= processes, $"only {report.RightProcesses} processes were right");
        Assert.True(report.RightParents >= parents, $"only {report.RightParents} parents were right");
        Assert.True(report.RightAncestries >= ancestries, $"only {report.RightAncestries} ancestries were right");
    }

    private static TruthReport Play(string name, string falco, Func<Recording, Recording> variant, string title)
    {
        var recording = Recording.Read(name, falco, ofItsOwnForm: true);
        var truth = Truth.Read(name);
        truth.Settle(recording.Alerts());
        var report = new TruthReport($"{name}, {falco}, {title}");
        foreach (var alert in variant(recording).Play().Alerts())
        {
            report.Add(alert, truth);
        }

        return report;
    }
}
