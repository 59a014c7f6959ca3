using Google.Protobuf;
using Grpc.Core;

namespace Eyrie.Simulation.Serving;

/// <summary>Describes the methods of sensors to gRPC: events go out as ready bytes, all else as messages.</summary>
internal static class SensorMethod
{
    private static readonly Marshaller<SensorMessage> ReadyBytes = new(
        static (message, context) => context.Complete(message.Payload),
        static _ => throw new NotSupportedException("a sensor receives no events"));

    /// <summary>A method that answers with events.</summary>
    public static Method<TRequest, SensorMessage> Events<TRequest>(MethodType type, string service, string name)
        where TRequest : class, IMessage<TRequest>, new() => new(type, service, name, Messages<TRequest>(), ReadyBytes);

    /// <summary>A method with one question and one answer.</summary>
    public static Method<TRequest, TResponse> Unary<TRequest, TResponse>(string service, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(MethodType.Unary, service, name, Messages<TRequest>(), Messages<TResponse>());

    private static Marshaller<T> Messages<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(static () => new());
        return new(
            static (message, context) => context.Complete(message.ToByteArray()),
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
    }
}
