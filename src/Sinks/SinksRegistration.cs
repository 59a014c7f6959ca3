using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.File;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Sinks.Slack;
using Eyrie.Sinks.Stdout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Sinks;

/// <summary>Registers the sinks.</summary>
public static class SinksRegistration
{
    private const string Root = "Sinks";
    private const int MostRecords = 10_000;

    /// <summary>The sections that are read: one a sink, and what messages to people lead to.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        Section<ElasticsearchOptions>(SinkNames.Elasticsearch),
        Section<SlackOptions>(SinkNames.Slack),
        Section<PagerDutyOptions>(SinkNames.PagerDuty),
        Section<StdoutOptions>(SinkNames.Stdout),
        Section<FileSinkOptions>(SinkNames.File),
        .. LinksRegistration.Sections,
    ];

    /// <summary>Adds a worker for each sink whose section exists and is not disabled. Needs <c>AddPlatform</c>.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="configuration">Says which sinks there are.</param>
    /// <param name="only">The names of those that are to run here; null or none for all.</param>
    /// <exception cref="OptionsValidationException"><paramref name="only"/> names a sink that is not configured.</exception>
    public static IServiceCollection AddSinks(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<string>? only)
    {
        services.TryAddSingleton<SinkMetrics>();
        services.TryAddSingleton<DeadLetters>();
        services.AddLinks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SinkOptions>, SinkOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SinkOptions>, MatchShape>());
        foreach (var name in ConfiguredSinks.Choose(configuration.GetSection(Root), only))
        {
            services.AddOptions<SinkOptions>(name).BindConfiguration($"{Root}:{name}").ValidateOnStart();
            services.AddSink(name);
        }

        return services;
    }

    private static void AddSink(this IServiceCollection services, string name)
    {
        switch (name)
        {
            case SinkNames.Elasticsearch:
                services.AddSink<ElasticsearchOptions, ElasticsearchOptionsValidator>(name, (own, common, provider) => new ElasticsearchSink(
                    own,
                    Reach(provider, "Elasticsearch", common, new(own.CaFile, own.CertificateFile, own.KeyFile)),
                    provider.GetRequiredService<SinkMetrics>(),
                    provider.GetRequiredService<ILogger<ElasticsearchSink>>()));
                break;
            case SinkNames.Slack:
                services.AddSink<SlackOptions, SlackOptionsValidator>(name, (own, common, provider) =>
                    new SlackSink(own, Reach(provider, "Slack", common, new()), provider.GetRequiredService<TimeProvider>()));
                break;
            case SinkNames.PagerDuty:
                services.AddSink<PagerDutyOptions, PagerDutyOptionsValidator>(name, (own, common, provider) =>
                    new PagerDutySink(own, Reach(provider, "PagerDuty", common, new())));
                break;
            case SinkNames.Stdout:
                services.AddSink<StdoutOptions, StdoutOptionsValidator>(name, (own, _, _) => new StdoutSink(own, Console.OpenStandardOutput()));
                break;
            case SinkNames.File:
                services.AddSink<FileSinkOptions, FileSinkOptionsValidator>(name, (own, _, _) => new FileSink(own));
                break;
        }
    }

    private static void AddSink<TOptions, TValidator>(
        this IServiceCollection services, string name, Func<TOptions, SinkOptions, IServiceProvider, IAlertSink> create)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.AddOptions<TOptions>(name).BindConfiguration($"{Root}:{name}").ValidateOnStart();
        services.AddKeyedSingleton(name, (provider, _) => create(
            provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name), Common(provider, name), provider));
        services.AddSingleton<IHostedService>(provider => CreateWorker(provider, name));
    }

    private static SinkWorker CreateWorker(IServiceProvider provider, string name)
    {
        var (options, time) = (Common(provider, name), provider.GetRequiredService<TimeProvider>());
        var metrics = provider.GetRequiredService<SinkMetrics>();
        var storesDocuments = name is SinkNames.Elasticsearch;
        var route = new SinkRoute(
            name,
            provider.GetRequiredService<IOptions<TopicOptions>>().Value.Prefix,
            provider.GetRequiredService<Topics>(),
            WithActivity: storesDocuments && provider.GetRequiredService<IOptionsMonitor<ElasticsearchOptions>>().Get(name).Activity,
            DocumentsOnly: storesDocuments);
        var delivery = new SinkDelivery(
            provider.GetRequiredKeyedService<IAlertSink>(name), options, metrics, time, Logger<SinkDelivery>(provider));
        var settler = new BatchSettler(
            route, new(route, new(options)), delivery, provider.GetRequiredService<DeadLetters>(), metrics, Logger<BatchSettler>(provider));
        var batches = BatchesOf(name, provider.GetRequiredService<IOptions<BatchOptions>>().Value);
        return new(route, provider.GetRequiredService<KafkaClients>(), batches, settler, time, Logger<SinkWorker>(provider));
    }

    // Who speaks to people looks at all there is: of a backlog the worst goes first, and the rest is one message.
    private static BatchOptions BatchesOf(string name, BatchOptions common) =>
        name is SinkNames.Slack or SinkNames.PagerDuty ? common with { MaxRecords = MostRecords } : common;

    private static HttpTarget Reach(IServiceProvider provider, string target, SinkOptions options, TlsFiles tls) =>
        new(target, HttpHandlers.Create(tls), options.AttemptTimeout, provider.GetRequiredService<TimeProvider>());

    private static SinkOptions Common(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<SinkOptions>>().Get(name);

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();

    private static ConfigurationSection Section<TOptions>(string name) => new($"{Root}:{name}", [typeof(TOptions), typeof(SinkOptions)]);
}
