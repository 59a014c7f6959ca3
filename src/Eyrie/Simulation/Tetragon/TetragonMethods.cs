using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Serving;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Simulation.Tetragon;

/// <summary>Tells gRPC which methods Tetragon has; the others are answered with 'unimplemented'.</summary>
internal sealed class TetragonMethods : IServiceMethodProvider<TetragonService>
{
    private const string Sensors = "tetragon.FineGuidanceSensors";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TetragonService> context)
    {
        context.AddServerStreamingMethod(
            SensorMethod.Events<GetEventsRequest>(MethodType.ServerStreaming, Sensors, "GetEvents"),
            [],
            static (service, request, events, call) => service.GetEventsAsync(request, events, call));
        Add<GetHealthStatusRequest, GetHealthStatusResponse>(
            context, "GetHealth", static (_, request) => TetragonService.GetHealth(request));
        Add<GetVersionRequest, GetVersionResponse>(context, "GetVersion", static (_, _) => TetragonService.GetVersion());
        Add<GetInfoRequest, GetInfoResponse>(context, "GetInfo", static (_, _) => TetragonService.GetInfo());
        Add<GetDebugRequest, GetDebugResponse>(
            context, "GetDebug", static (service, request) => service.GetDebug(request));
        Add<ListTracingPoliciesRequest, ListTracingPoliciesResponse>(
            context, "ListTracingPolicies", static (service, _) => service.ListTracingPolicies());
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<TetragonService> context,
        string name,
        Func<TetragonService, TRequest, TResponse> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => context.AddUnaryMethod(
            SensorMethod.Unary<TRequest, TResponse>(Sensors, name),
            [],
            (service, request, _) => Task.FromResult(answer(service, request)));
}

/// <summary>Adds Tetragon to a server.</summary>
internal static class TetragonRegistration
{
    public static Action<WebApplication> AddTetragon(
        this IServiceCollection services, TetragonListeners listeners, ITetragonAgent agent)
    {
        services.AddSingleton(listeners);
        services.AddSingleton(agent);
        services.AddSingleton<TetragonService>();
        services.AddSingleton<IServiceMethodProvider<TetragonService>, TetragonMethods>();
        return static app => app.MapGrpcService<TetragonService>();
    }
}
