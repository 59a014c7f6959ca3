using Eyrie.Sinks.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>What a sink is made of, but for the options of its type.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Common">The options that all sinks have.</param>
/// <param name="Services">Where everything else comes from.</param>
internal abstract record NewSink(string Name, SinkOptions Common, IServiceProvider Services)
{
    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public ILogger<T> Logger<T>() => Get<ILogger<T>>();

    /// <summary>The way to its target.</summary>
    /// <param name="target">What the target is called in messages.</param>
    /// <param name="tls">Certificates; null for the system's.</param>
    /// <param name="mostAnswerBytes">How much of an answer is read; null for all of it.</param>
    public HttpTarget Reach(string target, TlsFiles? tls = null, int? mostAnswerBytes = null) =>
        new(target, HttpHandlers.Create(tls ?? new()), Common.AttemptTimeout, Get<TimeProvider>()) { MostAnswerBytes = mostAnswerBytes };
}

/// <summary>What a sink is made of.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Own">The options of its type.</param>
/// <param name="Common">The options that all sinks have.</param>
/// <param name="Services">Where everything else comes from.</param>
internal sealed record NewSink<TOptions>(string Name, TOptions Own, SinkOptions Common, IServiceProvider Services)
    : NewSink(Name, Common, Services)
    where TOptions : class
{
    public static NewSink<TOptions> Of(IServiceProvider services, string name) => new(
        name,
        services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name),
        services.GetRequiredService<IOptionsMonitor<SinkOptions>>().Get(name),
        services);
}
