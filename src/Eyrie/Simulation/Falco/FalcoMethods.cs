using Eyrie.Simulation.Serving;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using AlertRequest = Eyrie.Protos.Falco.Outputs.request;
using VersionRequest = Eyrie.Protos.Falco.Version.request;
using VersionResponse = Eyrie.Protos.Falco.Version.response;

namespace Eyrie.Simulation.Falco;

/// <summary>Tells gRPC which methods Falco has.</summary>
internal sealed class FalcoMethods : IServiceMethodProvider<FalcoService>
{
    private const string Outputs = "falco.outputs.service";
    private const string Version = "falco.version.service";

    private static readonly VersionResponse ServedVersion = new()
    {
        Version = "0.43.1",
        Major = 0,
        Minor = 43,
        Patch = 1,
    };

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<FalcoService> context)
    {
        context.AddDuplexStreamingMethod(
            SensorMethod.Events<AlertRequest>(MethodType.DuplexStreaming, Outputs, "sub"),
            [],
            static (service, requests, alerts, call) => service.SubscribeAsync(requests, alerts, call.CancellationToken));
        context.AddServerStreamingMethod(
            SensorMethod.Events<AlertRequest>(MethodType.ServerStreaming, Outputs, "get"),
            [],
            static (service, _, alerts, call) => service.GetAsync(alerts, call.CancellationToken));
        context.AddUnaryMethod(
            SensorMethod.Unary<VersionRequest, VersionResponse>(Version, "version"),
            [],
            static (_, _, _) => Task.FromResult(ServedVersion));
    }
}

/// <summary>Adds Falco to a server.</summary>
internal static class FalcoRegistration
{
    public static Action<WebApplication> AddFalco(this IServiceCollection services, FalcoQueue queue)
    {
        services.AddSingleton(queue);
        services.AddSingleton<FalcoService>();
        services.AddSingleton<IServiceMethodProvider<FalcoService>, FalcoMethods>();
        return static app => app.MapGrpcService<FalcoService>();
    }
}
