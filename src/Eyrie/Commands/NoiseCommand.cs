using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eyrie.Enricher;
using Eyrie.Enricher.Noise;
using Eyrie.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary><c>eyrie noise</c></summary>
internal static class NoiseCommand
{
    private const int UsualTop = 10;
    private const int MostTop = 1_000;
    private const string UsualSince = "24h";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default, // all that a terminal could obey is escaped
    };

    private static readonly Option<MomentText?> Since = MomentText.Option("--since", $"Since when: 2026-11-23T06:00:00Z, or how long ago; {UsualSince} when it is not said.");

    private static readonly Option<long> Top = new("--top")
    {
        Description = "How many rules by workload are shown.",
        HelpName = "N",
        DefaultValueFactory = _ => UsualTop,
        CustomParser = argument => CommonOptions.ReadNumber(argument, 1, MostTop),
    };

    private static readonly Option<string> Rule = new("--rule")
    {
        Description = "Rules of this name alone; * and ? are wildcards.",
        HelpName = "GLOB",
        DefaultValueFactory = _ => "*",
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON." };

    public static Command Create()
    {
        var command = CommonOptions.Configured("noise", "Show which rules are noisiest in which workload, and propose exceptions in Falco's syntax and in Eyrie's.");
        foreach (var option in (Option[])[Since, Top, Rule, AsJson])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        await using var services = Build(parsed, loaded.Configuration);
        var time = services.GetRequiredService<TimeProvider>();
        var since = parsed.GetValue(Since) ?? MomentText.Read(UsualSince)!;
        var report = await ReadAsync(services, new(since.At(time), (int)parsed.GetValue(Top), parsed.GetValue(Rule)!), cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AsJson))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(report, Json));
        }
        else
        {
            NoiseText.Write(output, report);
        }

        return 0;
    }

    // A Kafka that is away or refuses is for whoever typed the command: they have the address.
    private static async Task<NoiseReport> ReadAsync(ServiceProvider services, NoiseRequest request, CancellationToken cancellation)
    {
        try
        {
            return await services.GetRequiredService<NoiseReader>().ReadAsync(request, cancellation);
        }
        catch (PipelineException e)
        {
            throw new UsageException($"eyrie: {e.Message}");
        }
    }

    private static ServiceProvider Build(ParseResult parsed, IConfiguration configuration) => CommandServices.Of(parsed, configuration)
        .AddNoise()
        .BuildServiceProvider();
}
