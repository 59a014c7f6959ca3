using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.File;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.File;

public sealed class FileSinkTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_each_document_as_a_line()
    {
        var path = Path.Combine(_folder["new"], "alerts.ndjson");
        using (var sink = SinkFor(new() { Path = path }))
        {
            Assert.Empty(await sink.WriteAsync([Doc("""{"n":1}"""), Doc("{\n\"n\":2\r\n}")], Cancellation));
            Assert.Empty(await sink.WriteAsync([Doc("""{"n":3}""")], Cancellation));
        }

        Assert.Equal("{\"n\":1}\n{ \"n\":2  }\n{\"n\":3}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Begins_on_a_new_line_after_a_crash()
    {
        var path = _folder.Write("alerts.ndjson", "{\"n\":1}\n{\"n\":");
        using (var sink = SinkFor(new() { Path = path }))
        {
            await sink.WriteAsync([Doc("""{"n":2}""")], Cancellation);
        }

        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", System.IO.File.ReadAllText(path)); // half a document was not delivered, it comes again
    }

    [Fact]
    public async Task Keeps_so_many_old_files_and_loses_no_line_of_those()
    {
        var path = _folder["alerts.ndjson"];
        using (var sink = SinkFor(new() { Path = path, MaxBytes = 20, MaxOldFiles = 2 }))
        {
            for (var i = 0; i < 8; i++)
            {
                await sink.WriteAsync([Doc($$"""{"n":{{i}}}""")], Cancellation);
            }
        }

        Assert.Equal("{\"n\":6}\n{\"n\":7}\n", System.IO.File.ReadAllText(path));
        Assert.Equal("{\"n\":4}\n{\"n\":5}\n", System.IO.File.ReadAllText(path + ".1"));
        Assert.Equal("{\"n\":2}\n{\"n\":3}\n", System.IO.File.ReadAllText(path + ".2"));
        Assert.False(System.IO.File.Exists(path + ".3"));
    }

    [Fact]
    public async Task Waits_for_a_person_when_the_path_is_a_folder()
    {
        using var sink = SinkFor(new() { Path = Directory.CreateDirectory(_folder["folder"]).FullName });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([Doc("{}")], Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
    }

    [Fact]
    public async Task Waits_while_another_process_has_the_file()
    {
        var path = _folder["alerts.ndjson"];
        using var second = SinkFor(new() { Path = path });
        using (var first = SinkFor(new() { Path = path }))
        {
            await first.WriteAsync([Doc("{\"n\":1}")], Cancellation);
            var failure = await Assert.ThrowsAsync<PipelineException>(() => second.WriteAsync([Doc("{\"n\":2}")], Cancellation));
            Assert.Equal(FailureKind.Transient, failure.Kind);
        }

        await second.WriteAsync([Doc("{\"n\":2}")], Cancellation);

        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Fails_transiently_when_the_disk_says_no()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        System.IO.File.CreateSymbolicLink(_folder["full"], "/dev/full");
        using var sink = SinkFor(new() { Path = _folder["full"] });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([Doc("{}")], Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Theory]
    [InlineData("{\"n\":1}", "{\"n\":1}\n{\"n\":2}\n")]
    [InlineData("a note without an end", "a note without an end\n{\"n\":2}\n")]
    [InlineData("{\"n\":", "{\"n\":2}\n")]
    [InlineData("", "{\"n\":2}\n")]
    public async Task Leaves_whole_what_others_have_written(string before, string after)
    {
        var path = _folder.Write("alerts.ndjson", before);
        using var sink = SinkFor(new() { Path = path });

        await sink.WriteAsync([Doc("""{"n":2}""")], Cancellation);

        Assert.Equal(after, System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Cuts_off_half_a_document_that_is_large()
    {
        var path = _folder.Write("alerts.ndjson", "{\"n\":1}\n{\"n\":\"" + new string('x', 300_000));
        using var sink = SinkFor(new() { Path = path });

        await sink.WriteAsync([Doc("""{"n":2}""")], Cancellation);

        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Begins_a_new_file_when_the_old_one_is_so_old()
    {
        _time.SetUtcNow(TimeProvider.System.GetUtcNow());
        var path = _folder["alerts.ndjson"];
        using var sink = SinkFor(new() { Path = path, MaxAge = TimeSpan.FromDays(1) });
        await sink.WriteAsync([Doc("{\"n\":1}")], Cancellation);
        _time.Advance(TimeSpan.FromHours(23));
        await sink.WriteAsync([Doc("{\"n\":2}")], Cancellation);
        _time.Advance(TimeSpan.FromHours(2));
        await sink.WriteAsync([Doc("{\"n\":3}")], Cancellation);
        _time.Advance(TimeSpan.FromHours(23));
        using var afterARestart = SinkFor(new() { Path = path, MaxAge = TimeSpan.FromDays(1) });
        sink.Dispose();
        await afterARestart.WriteAsync([Doc("{\"n\":4}")], Cancellation);

        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", System.IO.File.ReadAllText(path + ".2"));
        Assert.Equal("{\"n\":3}\n", System.IO.File.ReadAllText(path + ".1"));
        Assert.Equal("{\"n\":4}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Keeps_a_link_and_puts_old_files_beside_what_it_leads_to()
    {
        var real = Path.Combine(Directory.CreateDirectory(_folder["volume"]).FullName, "alerts");
        System.IO.File.CreateSymbolicLink(_folder["link"], real);
        using var sink = SinkFor(new() { Path = _folder["link"], MaxBytes = 10 });

        await sink.WriteAsync([Doc("{\"n\":1}")], Cancellation);
        await sink.WriteAsync([Doc("{\"n\":2}")], Cancellation);

        Assert.Equal("{\"n\":1}\n", System.IO.File.ReadAllText(real + ".1"));
        Assert.Equal("{\"n\":2}\n", System.IO.File.ReadAllText(_folder["link"]));
        Assert.Equal(real, System.IO.File.ResolveLinkTarget(_folder["link"], false)!.FullName);
    }

    [Fact]
    public async Task Goes_on_where_it_belongs_when_somebody_else_moves_the_file()
    {
        var path = _folder["alerts.ndjson"];
        using var sink = SinkFor(new() { Path = path });
        await sink.WriteAsync([Doc("{\"n\":1}")], Cancellation);

        System.IO.File.Move(path, _folder["moved"]);
        await sink.WriteAsync([Doc("{\"n\":2}")], Cancellation);

        Assert.Equal("{\"n\":1}\n", System.IO.File.ReadAllText(_folder["moved"]));
        Assert.Equal("{\"n\":2}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Writes_the_word_that_an_incident_is_over_as_any_document()
    {
        using var sink = SinkFor(new() { Path = _folder["alerts.ndjson"] });

        await sink.WriteAsync([Doc("{\"n\":1}"), Doc("""{"event":{"action":"incident-closed"}}""") with { Kind = "event", ClosesIncident = true }], Cancellation);

        Assert.Equal("{\"n\":1}\n{\"event\":{\"action\":\"incident-closed\"}}\n", System.IO.File.ReadAllText(_folder["alerts.ndjson"]));
    }

    public void Dispose() => _folder.Dispose();

    private FileSink SinkFor(FileSinkOptions options) => new(options, _time);

    private static Alert Doc(string document) => An.Alert(document: document);

    [Fact]
    public async Task Lets_nobody_read_along()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it has no modes
        }

        var path = Path.Combine(_folder["new"], "alerts.ndjson");
        using var sink = SinkFor(new() { Path = path });

        await sink.WriteAsync([Doc("""{"n":1}""")], Cancellation);

        Assert.Equal(UnixFileMode.None, System.IO.File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }
}
