using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform;

[OptionsValidator]
internal sealed partial class PipelineOptionsValidator : IValidateOptions<PipelineOptions>;

[OptionsValidator]
internal sealed partial class KafkaOptionsValidator : IValidateOptions<KafkaOptions>;

[OptionsValidator]
internal sealed partial class BatchOptionsValidator : IValidateOptions<BatchOptions>;

[OptionsValidator]
internal sealed partial class TopicOptionsValidator : IValidateOptions<TopicOptions>;

/// <summary>Registers what every stage needs.</summary>
public static class PlatformRegistration
{
    /// <summary>What can be configured of it.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        new("", [typeof(PipelineOptions)]),
        new("Kafka", [typeof(KafkaOptions)]),
        new("Kafka:Batch", [typeof(BatchOptions)]),
        new("Topics", [typeof(TopicOptions)]),
        new("Telemetry", [typeof(TelemetryOptions)]),
        new(HttpRegistration.Section, [typeof(HttpOptions)]),
    ];

    /// <summary>Binds the shared options, each checked at start; adds the clock, the topics, the Kafka clients, the readiness.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new KafkaClients(
            provider.GetRequiredService<IOptions<KafkaOptions>>(),
            provider.GetRequiredService<ILogger<KafkaClients>>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Metrics = provider.GetService<KafkaClientMetrics>(),
        });
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton(TraceSampling.Off); // AddTelemetry knows better where there is a collector
        services.TryAddSingleton(provider =>
        {
            var topics = provider.GetRequiredService<IOptions<TopicOptions>>().Value;
            return new Topics(topics.Prefix, topics.Partitions);
        });
        services.AddMetrics();
        return services
            .AddChecked<PipelineOptions, PipelineOptionsValidator>("")
            .AddChecked<KafkaOptions, KafkaOptionsValidator>("Kafka")
            .AddChecked<BatchOptions, BatchOptionsValidator>("Kafka:Batch")
            .AddChecked<TopicOptions, TopicOptionsValidator>("Topics");
    }

    /// <summary>Binds options to a section (empty: the root); a value out of range stops the host at start, by name.</summary>
    public static IServiceCollection AddChecked<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        return services;
    }
}
