using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.File;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.File;

public sealed class FileSinkTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_each_document_as_a_line()
    {
        var path = Path.Combine(_folder["new"], "alerts.ndjson");
        using (var sink = new FileSink(new() { Path = path }))
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
        using (var sink = new FileSink(new() { Path = path }))
        {
            await sink.WriteAsync([Doc("""{"n":2}""")], Cancellation);
        }

        Assert.Equal("{\"n\":1}\n{\"n\":\n{\"n\":2}\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task Keeps_so_many_old_files_and_loses_no_line_of_those()
    {
        var path = _folder["alerts.ndjson"];
        using (var sink = new FileSink(new() { Path = path, MaxBytes = 20, MaxOldFiles = 2 }))
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
        using var sink = new FileSink(new() { Path = Directory.CreateDirectory(_folder["folder"]).FullName });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([Doc("{}")], Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
    }

    [Fact]
    public async Task Waits_while_another_process_has_the_file()
    {
        var path = _folder["alerts.ndjson"];
        using var second = new FileSink(new() { Path = path });
        using (var first = new FileSink(new() { Path = path }))
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
        using var sink = new FileSink(new() { Path = _folder["full"] });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([Doc("{}")], Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    public void Dispose() => _folder.Dispose();

    private static Alert Doc(string document) => An.Alert(document: document);

    [Fact]
    public async Task Lets_nobody_read_along()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it has no modes
        }

        var path = Path.Combine(_folder["new"], "alerts.ndjson");
        using var sink = new FileSink(new() { Path = path });

        await sink.WriteAsync([Doc("""{"n":1}""")], Cancellation);

        Assert.Equal(UnixFileMode.None, System.IO.File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }
}
