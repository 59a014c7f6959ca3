using Eyrie.Sinks.OnCall;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Sinks;

/// <summary>A type of sink: which options it has, and how a configured one becomes workers.</summary>
internal sealed class SinkType
{
    public const string Root = "Sinks";

    private readonly Action<IServiceCollection, string> _add;

    private SinkType(string name, Type options, Action<IServiceCollection, string> add)
    {
        (Name, _add) = (name, add);
        Section = new($"{Root}:{name}", [options, typeof(SinkOptions)], IsKind: true);
    }

    /// <summary>The word in the configuration.</summary>
    public string Name { get; }

    /// <summary>The section whose name is the type's own; others say <c>type</c>.</summary>
    public ConfigurationSection Section { get; }

    /// <summary>Keeps alerts: reads <c>alerts.v1</c> alone, every alert once.</summary>
    public static SinkType Stores<TOptions, TValidator>(string name, Func<NewSink<TOptions>, IAlertSink> create)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> =>
        Of<TOptions, TValidator>(name, create, new SinkReading<TOptions>(SinkLane.All));

    /// <summary>The same, of one that takes documents as they are, perhaps <c>activity.v1</c> too, and so many at a time as it says.</summary>
    public static SinkType StoresDocuments<TOptions, TValidator>(
        string name, Func<TOptions, bool> withActivity, Func<TOptions, int> batch, Func<NewSink<TOptions>, IAlertSink> create)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> =>
        Of<TOptions, TValidator>(name, create, new SinkReading<TOptions>(SinkLane.All, withActivity, batch));

    /// <summary>Calls a machine: what is urgent has a lane of its own, so that it never waits behind the rest. Each lane has its own <see cref="IAlertSink"/>.</summary>
    public static SinkType CallsMachines<TOptions, TValidator>(string name, Func<NewSink<TOptions>, IAlertSink> create)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> =>
        Of<TOptions, TValidator>(name, create, new(SinkLane.Ordinary), new(SinkLane.Urgent));

    /// <summary>Calls people: what is urgent comes first, alerts of an incident become one message.</summary>
    public static SinkType CallsPeople<TOptions, TValidator>(string name, Func<NewSink<TOptions>, INotifier> create)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> => new(name, typeof(TOptions), (services, sink) =>
    {
        AddOptions<TOptions, TValidator>(services, sink);
        services.AddKeyedSingleton(sink, (provider, _) => create(NewSink<TOptions>.Of(provider, sink)));
        OnCallRegistration.Add(services, sink, provider => NewSink<TOptions>.Of(provider, sink));
    });

    /// <summary>Adds the workers of a sink of that name.</summary>
    public void AddTo(IServiceCollection services, string sink) => _add(services, sink);

    private static SinkType Of<TOptions, TValidator>(
        string name, Func<NewSink<TOptions>, IAlertSink> create, params IReadOnlyList<SinkReading<TOptions>> lanes)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> => new(name, typeof(TOptions), (services, sink) =>
    {
        AddOptions<TOptions, TValidator>(services, sink);
        foreach (var reading in lanes)
        {
            var key = reading.KeyOf(sink);
            services.AddKeyedSingleton(key, (provider, _) => create(NewSink<TOptions>.Of(provider, sink)));
            services.AddSingleton<IHostedService>(provider => SinkWorkers.Create(
                NewSink<TOptions>.Of(provider, sink), reading, provider.GetRequiredKeyedService<IAlertSink>(key)));
        }
    });

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, string sink)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.AddOptions<TOptions>(sink).BindConfiguration($"{Root}:{sink}").ValidateOnStart();
    }
}
