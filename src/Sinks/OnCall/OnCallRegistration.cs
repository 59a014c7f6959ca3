using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.OnCall;

/// <summary>Registers a sink that calls people.</summary>
internal static class OnCallRegistration
{
    /// <summary>Adds the worker around the <see cref="INotifier"/> that is registered by the sink's name.</summary>
    public static void Add(IServiceCollection services, string sink, Func<IServiceProvider, NewSink> make)
    {
        if (!services.Any(service => service.ServiceType == typeof(NoticeBook)))
        {
            services.TryAddSingleton<NoticeBook>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<NoticeBook>());
        }

        services.AddSingleton<IHostedService>(provider => Create(make(provider), provider.GetRequiredKeyedService<INotifier>(sink)));
    }

    private static OnCallWorker Create(NewSink made, INotifier notifier)
    {
        var (metrics, time, offsets) = (made.Get<SinkMetrics>(), made.Get<TimeProvider>(), new OnCallOffsets());
        var settlement = new Settlement(made.Name, offsets, made.Get<DeadLetters>(), metrics, time, made.Logger<Settlement>());
        var route = new OnCallRoute(made.Name, made.Get<IOptions<TopicOptions>>().Value.Prefix, made.Get<Topics>());
        var tools = new OnCallTools(
            made.Name, notifier, made.Common, made.Get<NoticeBook>(), settlement, made.Get<SinkStates>(), metrics, time, made.Logger<AddressLoop>())
        {
            Group = route.Group,
        };
        return new(
            new(route, made.Get<IAlertRouter>(), tools, offsets), made.Get<NoticeBook>(), made.Get<KafkaClients>(), time, made.Logger<OnCallWorker>());
    }
}
