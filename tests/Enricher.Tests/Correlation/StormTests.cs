using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>What an attacker may send in masses: it must cost no more than its number, and keep nobody waiting.</summary>
public sealed class StormTests
{
    private const string Line = "/usr/bin/sleep 1000";
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();

    [Fact]
    public void Keeps_no_alert_waiting_that_more_processes_of_its_line_make_no_clearer()
    {
        Start(600);

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(5_000, null, Line))).Enrichment;

        Assert.Equal(Confidence.Low, found.Correlation.Confidence);
        Assert.Equal("the alert has no proc.pid, and very many processes have that command line", found.Correlation.Reason);
        Assert.Equal(0, _state.Waiting.Count);
    }

    [Fact]
    public void Finds_the_process_of_each_waiting_alert_however_many_others_of_its_pid_wait_in_vain()
    {
        _pipeline.Read(_state, An.Exec(Init));
        for (var i = 0; i < 200; i++)
        {
            _pipeline.Read(_state, An.Alert(5_000 + i, 70, "/bin/other"));
        }

        _pipeline.Read(_state, An.Alert(5_300, 70, Line));
        var output = _pipeline.Read(_state, An.Exec(An.Image(4_900, 70, Line, Init.ExecId), Init, at: 5_301));
        output.AddRange(_pipeline.Read(_state, An.Exec(An.Image(9_000, 71, "/bin/late", Init.ExecId), Init)));

        Assert.Equal(201, output.Alerts().Count());
        Assert.Equal(70, Assert.Single(output.Alerts(), alert => alert.Enrichment.Correlation.Method is CorrelationMethod.Pid).Enrichment.Process!.Pid);
    }

    [Fact]
    public void Is_not_sure_among_thousands_of_execs_of_one_pid_at_one_time()
    {
        var parent = Init.ExecId;
        for (var i = 0; i < 3_000; i++)
        {
            var image = An.Image(5_000 + (i * 0.000_01), 70, Line, parent, "execve");
            _pipeline.Read(_state, An.Exec(image));
            parent = image.ExecId;
        }

        var found = _pipeline.Read(_state, An.Alert(5_000.04, 70, Line, cloned: 4_999)).Alerts();

        Assert.All(found, alert => Assert.NotEqual(Confidence.High, alert.Enrichment.Correlation.Confidence));
    }

    private void Start(int processes)
    {
        _pipeline.Read(_state, An.Exec(Init));
        for (var i = 0; i < processes; i++)
        {
            _pipeline.Read(_state, An.Exec(An.Image(10 + i, 100 + i, Line, Init.ExecId), Init));
        }
    }
}
