using Google.Protobuf;
using Grpc.Core;

namespace Eyrie.Ingestor.Sensors;

/// <summary>gRPC methods as they are, except that an answer stays the bytes that came: one copy out of gRPC's buffer, no decoding.</summary>
internal static class RawMethod
{
    private static readonly Marshaller<byte[]> Untouched = new(
        static (bytes, context) => context.Complete(bytes),
        static context => context.PayloadAsNewBuffer());

    /// <summary>A method that answers one request with a stream.</summary>
    public static Method<TRequest, byte[]> ServerStreaming<TRequest>(string service, string name)
        where TRequest : IMessage<TRequest>, new() =>
        new(MethodType.ServerStreaming, service, name, Written<TRequest>(), Untouched);

    /// <summary>A method that answers one request once.</summary>
    public static Method<TRequest, byte[]> Unary<TRequest>(string service, string name)
        where TRequest : IMessage<TRequest>, new() =>
        new(MethodType.Unary, service, name, Written<TRequest>(), Untouched);

    private static Marshaller<TRequest> Written<TRequest>()
        where TRequest : IMessage<TRequest>, new() => new(
        static (request, context) => context.Complete(request.ToByteArray()),
        static context =>
        {
            var request = new TRequest();
            request.MergeFrom(context.PayloadAsReadOnlySequence());
            return request;
        });
}
