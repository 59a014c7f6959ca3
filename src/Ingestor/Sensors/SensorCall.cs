using Grpc.Core;

namespace Eyrie.Ingestor.Sensors;

/// <summary>A stream of messages from a sensor; what breaks it comes out classified.</summary>
internal sealed class SensorCall(
    AsyncServerStreamingCall<byte[]> call, GrpcFailures failures, Action lostMessage, CancellationToken cancellation) : IDisposable
{
    /// <summary>The message that <see cref="NextAsync"/> found.</summary>
    public byte[] Current => call.ResponseStream.Current;

    /// <summary>Waits for the next message; false when the sensor ended the stream in order.</summary>
    public async Task<bool> NextAsync()
    {
        try
        {
            var next = await call.ResponseStream.MoveNext(CancellationToken.None); // the call itself carries the token
            failures.Answered();
            return next;
        }
        catch (Exception e) when (GrpcFailures.IsFailure(e))
        {
            cancellation.ThrowIfCancellationRequested();
            if (GrpcFailures.IsTooLarge(e))
            {
                lostMessage(); // it ends the call, and is not sent again
            }

            throw failures.Explain(e);
        }
    }

    public void Dispose() => call.Dispose();
}
