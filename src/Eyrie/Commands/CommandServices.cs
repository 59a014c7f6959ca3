using System.CommandLine;
using Eyrie.Commands.Logging;
using Eyrie.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary>What every command works with that is no stage: the configuration, a log on the standard error, Kafka.</summary>
internal static class CommandServices
{
    public static IServiceCollection Of(ParseResult parsed, IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddLogging(logging => logging.AddLines(parsed.GetValue(CommonOptions.LogLevel), parsed.GetValue(CommonOptions.LogFormat)))
        .AddPlatform();
}
