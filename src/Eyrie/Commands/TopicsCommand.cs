using System.CommandLine;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands;

/// <summary><c>eyrie topics create</c>, <c>eyrie topics check</c></summary>
internal static class TopicsCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would happen, change nothing." };

    private static readonly Option<bool> Grow = new("--grow") { Description = "Add partitions where there are fewer than wanted." };

    public static Command Create()
    {
        var create = CommonOptions.Configured("create", "Create what is missing, correct settings that differ. Safe to repeat; never shrinks a topic.");
        create.Add(DryRun);
        create.Add(Grow);
        create.SetAction((parsed, _) => CreateAsync(parsed));
        var check = CommonOptions.Configured("check", "Compare the topics with what they should be; exit code 1 when one is missing or differs.");
        check.SetAction((parsed, _) => CheckAsync(parsed));
        return new("topics", "Make the Kafka topics, or compare them with what they should be.") { create, check };
    }

    private static async Task<int> CreateAsync(ParseResult parsed)
    {
        await using var services = Build(parsed);
        var topics = services.GetRequiredService<TopicAdmin>();
        var plan = await topics.PlanAsync(parsed.GetValue(Grow));
        var isDryRun = parsed.GetValue(DryRun);
        if (!isDryRun)
        {
            await topics.ApplyAsync(plan);
        }

        TopicTable.Write(parsed.InvocationConfiguration.Output, plan, isDryRun ? TopicTense.Future : TopicTense.Past);
        return plan.Any(step => step.Refusal is not null) ? 1 : 0;
    }

    private static async Task<int> CheckAsync(ParseResult parsed)
    {
        await using var services = Build(parsed);
        var plan = await services.GetRequiredService<TopicAdmin>().PlanAsync(grow: false);
        TopicTable.Write(parsed.InvocationConfiguration.Output, plan, TopicTense.Present);
        return plan.All(step => step.IsFine) ? 0 : 1;
    }

    private static ServiceProvider Build(ParseResult parsed) =>
        CommandServices.Of(parsed, EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks").Configuration)
            .AddSingleton(provider => provider.GetRequiredService<KafkaClients>().CreateAdmin())
            .AddSingleton(provider => new TopicAdmin(
                provider.GetRequiredService<Confluent.Kafka.IAdminClient>(),
                provider.GetRequiredService<Topics>(),
                provider.GetRequiredService<IOptions<TopicOptions>>().Value))
            .BuildServiceProvider();
}
