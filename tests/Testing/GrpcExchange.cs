using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Testing;

/// <summary>One call to a <see cref="ScriptedGrpcServer"/>.</summary>
public sealed class GrpcExchange(HttpContext context)
{
    private const int FrameHeader = 5;

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As on the wire: <c>/package.service/method</c>.</summary>
    public string Method => context.Request.Path;

    /// <summary>Fires when the client has hung up.</summary>
    public CancellationToken Gone { get; } = context.RequestAborted;

    /// <summary>Reads the request's message.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var header = new byte[FrameHeader];
        await context.Request.Body.ReadExactlyAsync(header, Gone);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(message, Gone);
        return message;
    }

    /// <summary>Sends a message.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        Frame(message, context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(Gone);
    }

    /// <summary>Sends messages that were put into frames before, all at once.</summary>
    public async Task SendFramesAsync(ReadOnlyMemory<byte> frames) => await context.Response.BodyWriter.WriteAsync(frames, Gone);

    /// <summary>Sends the first half of a message: the rest never comes.</summary>
    public async Task SendHalfAsync(ReadOnlyMemory<byte> message)
    {
        var frame = new ArrayBufferWriter<byte>();
        Frame(message, frame);
        await context.Response.BodyWriter.WriteAsync(frame.WrittenMemory[..(frame.WrittenCount / 2)], Gone);
    }

    /// <summary>Ends the call with a status; 0 is OK.</summary>
    public async Task EndAsync(int status, string detail = "")
    {
        await context.Response.StartAsync();
        context.Response.AppendTrailer("grpc-status", $"{status}");
        if (detail.Length > 0)
        {
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(detail));
        }

        _over.TrySetResult();
    }

    /// <summary>Breaks off without a word.</summary>
    public void Abort()
    {
        context.Abort();
        _over.TrySetResult();
    }

    /// <summary>Completes when a test has ended the call, or the client has gone.</summary>
    public Task OverAsync() => _over.Task.WaitAsync(Gone);

    /// <summary>Puts a message into a frame.</summary>
    public static void Frame(ReadOnlyMemory<byte> message, IBufferWriter<byte> to)
    {
        Span<byte> header = stackalloc byte[FrameHeader]; // the first byte says: not compressed
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header[1..], message.Length);
        to.Write(header);
        to.Write(message.Span);
    }
}
