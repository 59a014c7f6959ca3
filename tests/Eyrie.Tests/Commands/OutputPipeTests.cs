using System.IO.Pipes;
using Eyrie.Commands.Tail;

namespace Eyrie.Tests.Commands;

public sealed class OutputPipeTests
{
    [Fact]
    public void Is_unread_once_the_reader_has_gone_though_nothing_is_written()
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);

        Assert.False(OutputPipe.IsUnread(output.SafePipeHandle));
        reader.Dispose();
        Assert.True(OutputPipe.IsUnread(output.SafePipeHandle));
    }

    [Fact]
    public void Is_read_when_it_is_a_file()
    {
        using var file = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);

        Assert.False(OutputPipe.IsUnread(file));
    }
}
