using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class DetectionsFileTests : IDisposable
{
    private static readonly Observation Event = An.Policy(An.Image(1, 7, "/bin/cat"), 2, "p");

    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
    private readonly RecordedLog<Detector> _log = new();
    private int _writes;

    [Fact]
    public void Reads_the_file_again_when_it_changed_and_keeps_the_last_good_one()
    {
        var detector = Start("- { name: a, policy: p, severity: error }");
        Assert.Equal(Severity.Error, detector.Judge(Event).Severity);

        Write("- { name: a, policy: p, severity: critical }");
        Assert.Equal(Severity.Error, detector.Judge(Event).Severity);
        Look(detector);
        Assert.Equal(Severity.Critical, detector.Judge(Event).Severity);
        Assert.Contains(_log.Lines, line => line.StartsWith($"Information: Read the detections file {_path} again", StringComparison.Ordinal));

        Write("- { name: a, policy: p, severity: loud }");
        Look(detector);
        Assert.Equal(Severity.Critical, detector.Judge(Event).Severity);
        File.Delete(_path);
        Look(detector);
        Assert.Equal(Severity.Critical, detector.Judge(Event).Severity);
        Assert.Equal(2, _log.Lines.Count(line => line.StartsWith("Warning: Keeping the detections known before: enricher.detectionsFile: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Takes_no_file_that_is_still_being_written()
    {
        var detector = Start("- { name: a, policy: p, severity: error }");

        Write(""); // an editor that writes in place begins so; an empty file is a good one
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Severity.Error, detector.Judge(Event).Severity);
        Write("- { name: a, policy: p, severity: critical }");
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Severity.Error, detector.Judge(Event).Severity);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Severity.Critical, detector.Judge(Event).Severity);
    }

    [Fact]
    public void Follows_the_links_of_a_mounted_config_map()
    {
        var mount = Directory.CreateTempSubdirectory("eyrie-rules-").FullName;
        try
        {
            Swap(mount, 1, "- { name: a, policy: p, severity: error }");
            File.CreateSymbolicLink(Path.Combine(mount, "rules.yaml"), "..data/rules.yaml");
            var detector = new Detector(Options.Create(new EnricherOptions { DetectionsFile = Path.Combine(mount, "rules.yaml") }), _time, _log);
            Assert.Equal(Severity.Error, detector.Judge(Event).Severity);

            Swap(mount, 2, "- { name: a, policy: p, severity: alert }");
            Look(detector);
            Assert.Equal(Severity.Alert, detector.Judge(Event).Severity);

            File.Delete(Path.Combine(mount, "..data"));
            Look(detector);
            Assert.Equal(Severity.Alert, detector.Judge(Event).Severity);
            Assert.StartsWith("Warning: Keeping the detections known before", _log.Lines[^1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(mount, recursive: true);
        }
    }

    [Fact]
    public async Task Judges_on_many_threads_while_the_file_changes()
    {
        var detector = Start("- { name: a, policy: p, severity: error }");
        var stop = false;
        var judges = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Assert.Contains(detector.Judge(Event).Severity, (Severity?[])[Severity.Error, Severity.Critical]);
            }
        })).ToArray();

        for (var i = 0; i < 50; i++)
        {
            Write(i % 3 == 0 ? "- { name: a, severity: [" : $"- {{ name: a, policy: p, severity: {(i % 2 == 0 ? "error" : "critical")} }}");
            Look(detector);
        }

        Volatile.Write(ref stop, true);
        await Task.WhenAll(judges);
    }

    [Theory]
    [InlineData("Raw sockt*", true)]
    [InlineData("raw socket*", false)]
    [InlineData("mine", false)]
    public void Says_of_an_exception_that_it_is_for_nobody(string name, bool wrong)
    {
        Write($"detections: [{{ name: mine, policy: p, severity: error }}]\nexceptions:\n  - {{ detections: ['{name}'], namespaces: [a], reason: r, owner: o }}");

        var problems = DetectionsFile.Read(new() { DetectionsFile = _path }).Problems;

        Assert.Equal(wrong, problems.Any(problem => problem.StartsWith(
            $"enricher.detectionsFile: {_path} line 3: detections '{name}' is the name of no detection; write one of this file", StringComparison.Ordinal)));
    }

    [Fact]
    public void Asks_the_configuration_then_the_file_then_ours()
    {
        var detector = Start(
            "- { name: file, policy: eyrie-bpf-load, severity: notice }\n- { name: file, policy: p, severity: notice }",
            new DetectionOptions { Policy = "p", Severity = "alert" });

        Assert.Equal(Severity.Alert, detector.Judge(Event).Severity);
        Assert.Equal("file", detector.Judge(An.Policy(Event.Process!, 2, "eyrie-bpf-load")).Rule!.Name);
        Assert.Equal("Process injection", detector.Judge(An.Policy(Event.Process!, 2, "eyrie-process-injection")).Rule!.Name);
    }

    [Fact]
    public void Leaves_ours_out_when_asked_to()
    {
        var detector = new Detector(Options.Create(new EnricherOptions { DefaultDetections = false }), _time, _log);

        Assert.Null(detector.Judge(An.Policy(Event.Process!, 2, "eyrie-process-injection")).Severity);
        Assert.NotNull(detector.Judge(An.Policy(Event.Process!, 2, "eyrie-process-injection", "sigkill")).Severity);
    }

    [Fact]
    public void Stops_the_start_with_all_that_is_wrong()
    {
        Write("- { name: a, severity: loud }\n- { name: b, severity: error, binarys: x }");
        var options = new EnricherOptions { DetectionsFile = _path };

        var problems = new DetectionsCheck().Validate(null, options).Failures!.ToList();

        Assert.Equal(2, problems.Count);
        Assert.StartsWith($"enricher.detectionsFile: {_path} line 1: detections[0]: severity 'loud'", problems[0], StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => new Detector(Options.Create(options), _time, _log));
    }

    [Fact]
    public void Tells_of_exceptions_that_are_over()
    {
        Start("""
            - name: a
              policy: p
              severity: error
              exceptions: [{ binaries: [cat], reason: old, owner: me, expires: 2026-11-22 }, { binaries: [cat], reason: new, owner: me, expires: 2026-11-23 }]
            """);

        Assert.Equal($"Warning: The exception at {_path} line 4 is over, 2026-11-22 was its last day: its alerts call people again. me wrote 'old': take it out, or give it another date", Assert.Single(_log.Lines));
    }

    [Fact]
    public void Tells_of_an_exception_on_the_day_that_it_ends()
    {
        var detector = Start("exceptions: [{ rules: [a], reason: old, owner: me, expires: 2026-11-23 }]");
        Assert.Equal((0, 1, 0), detector.Exceptions);
        Assert.Empty(_log.Lines);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((1, 0, 0), detector.Exceptions);
        Assert.Contains("is over, 2026-11-23 was its last day", Assert.Single(_log.Lines), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0, 0), detector.Exceptions);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Looks_at_the_file_every_second_where_nothing_happens()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new WatchedTime();
        Write("- { name: a, policy: p, severity: error }");
        var detector = new Detector(Options.Create(new EnricherOptions { DetectionsFile = _path }), time, _log);
        using var meters = new TestMeters();
        using var watch = new ExceptionWatch(detector, time, meters);
        await watch.StartAsync(cancellation);
        Assert.Equal(TimeSpan.FromSeconds(1), await time.WaitAsync(cancellation));

        Write("- { name: a, policy: p, severity: critical }");
        var read = _log.LineAsync("again: ", cancellation);
        while (!read.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(Severity.Critical, detector.Judge(Event).Severity); // the first event after it
        await watch.StopAsync(cancellation);
    }

    public void Dispose() => File.Delete(_path);

    private Detector Start(string text, params DetectionOptions[] inline)
    {
        Write(text);
        return new(Options.Create(new EnricherOptions { DetectionsFile = _path, Detections = inline }), _time, _log);
    }

    // Twice: what looks the same the second time is whole.
    private void Look(Detector detector)
    {
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.5));
            detector.Judge(Event);
        }
    }

    private static void Swap(string mount, int version, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(mount, $"..{version}")).FullName;
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), text);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "rules.yaml"), new DateTime(2026, 1, version));
        var link = Path.Combine(mount, "..data");
        File.Delete(link);
        Directory.CreateSymbolicLink(link, Path.GetFileName(folder));
    }

    private void Write(string text)
    {
        File.WriteAllText(_path, text);
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1).AddSeconds(_writes++));
    }
}
