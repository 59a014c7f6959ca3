using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Demo;
using Eyrie.Platform;
using Eyrie.Sinks.Routing.Silences;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary><c>eyrie silence add</c>, <c>list</c>, <c>expire</c></summary>
internal static class SilenceCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.Default };

    private static readonly Argument<string[]> Matchers = new("MATCHER")
    {
        Description = "Which alerts: namespace=payments, rule='Terminal*', rule=/shell/, severity'<='warning, labels.app=web, node!=worker-3. All have to fit; of one key, one.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<TimeSpan?> For = new("--for") { Description = "How long: 30m, 2h, 1d.", HelpName = "TIME", CustomParser = MomentText.ReadDuration };

    private static readonly Option<MomentText?> Until = MomentText.Option("--until", "Until when: 2026-11-23T22:00:00Z.");

    private static readonly Option<MomentText?> From = MomentText.Option("--from", "From when on; now when it is not said.");

    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for those who wonder that nobody was told.", HelpName = "TEXT", Required = true };

    private static readonly Option<string?> Creator = new("--creator") { Description = "Who wants it; you, when it is not said.", HelpName = "NAME" };

    private static readonly Option<bool> All = new("--all") { Description = "It may fit every alert." };

    private static readonly Argument<string> Id = new("ID") { Description = "The silence's id, or how it begins." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON." };

    public static Command Create()
    {
        var add = CommonOptions.Configured("add", "Keep alerts from people for a while. They are stored all the same.");
        add.Add(Matchers);
        foreach (var option in (Option[])[For, Until, From, Reason, Creator, All])
        {
            add.Add(option);
        }

        add.SetAction(AddAsync);
        var list = CommonOptions.Configured("list", "Show the silences: those in force, those to come, those of the last week; of the files, too.");
        list.Add(AsJson);
        list.SetAction(ListAsync);
        var expire = CommonOptions.Configured("expire", "End a silence now.");
        expire.Add(Id);
        expire.SetAction(ExpireAsync);
        return new("silence", "Keep alerts from people for a while: all instances share silences over Kafka.") { add, list, expire };
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var services = Build(parsed);
        var (time, desk) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<SilenceDesk>());
        var (output, matchers) = (parsed.InvocationConfiguration.Output, parsed.GetValue(Matchers) ?? []);
        var isAll = parsed.GetValue(All);
        if (matchers.Length == 0 && !isAll)
        {
            throw new UsageException("eyrie: a silence without matchers fits every alert; write which, for instance namespace=payments, or --all");
        }

        var added = await AskAsync(() => desk.AddAsync(
            matchers, isAll, parsed.GetValue(Creator) ?? Environment.UserName, parsed.GetValue(Reason)!, Span(parsed, time), cancellation));
        output.WriteLine(added.Id);
        output.WriteLine($"{added.State} {(added.From is { } from ? $"from {Show(from)} " : "")}until {Show(added.Until)}: {SafeText.OneLine(added.Match)}");
        try
        {
            var (fitting, all, isWhole) = await desk.CountRecentAsync(matchers, cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"It would have fitted {fitting:N0} of {all:N0} alerts {(isWhole ? "of the last hour" : "that could be read of the last hour in time")}."));
        }
        catch (PipelineException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"eyrie: how many alerts of the last hour it would have fitted is not known: {e.Message}");
        }

        return 0;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var services = Build(parsed);
        var silences = await services.GetRequiredService<SilenceDesk>().ListAsync(cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AsJson))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(silences, Json));
            return 0;
        }

        var width = silences.Select(silence => silence.Id.Length).Append(2).Max();
        output.WriteLine($"{"ID".PadRight(width)}  {"STATE",-7}  {"UNTIL",-20}  BY, WHY, WHICH");
        foreach (var silence in silences)
        {
            output.WriteLine($"{SafeText.OneLine(silence.Id).PadRight(width)}  {silence.State,-7}  {Show(silence.Until),-20}  {SafeText.OneLine(silence.Creator, 40)}: {SafeText.OneLine(silence.Reason, 200)}");
            output.WriteLine($"{"".PadRight(width)}  {SafeText.OneLine(silence.Match)}{(silence.State is "pending" ? $", from {Show(silence.From!.Value)}" : "")}   ({SafeText.OneLine(silence.Source)})");
        }

        return 0;
    }

    private static async Task<int> ExpireAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var services = Build(parsed);
        var silence = await AskAsync(() => services.GetRequiredService<SilenceDesk>().ExpireAsync(parsed.GetValue(Id)!, cancellation));
        parsed.InvocationConfiguration.Output.WriteLine(silence.State is "expired"
            ? $"{silence.Id} was over already, since {Show(silence.Until)}"
            : $"{silence.Id} is over: {SafeText.OneLine(silence.Match)}");
        return 0;
    }

    private static (DateTimeOffset From, DateTimeOffset Until) Span(ParseResult parsed, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var from = parsed.GetValue(From)?.At(time).ToDateTimeOffset() ?? now;
        if ((parsed.GetValue(For) is null) == (parsed.GetValue(Until) is null))
        {
            throw new UsageException("eyrie: say how long, by --for 2h or by --until 2026-11-23T22:00:00Z");
        }

        var until = parsed.GetValue(Until)?.At(time).ToDateTimeOffset() ?? from + parsed.GetValue(For)!.Value;
        return until > now && until > from ? (from, until) : throw new UsageException($"eyrie: {Show(until)} is over, or before --from: nothing would be silent");
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (FormatException e)
        {
            throw new UsageException($"eyrie: {e.Message}");
        }
    }

    private static string Show(DateTimeOffset moment) => moment == DateTimeOffset.MaxValue ? "for ever" : moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static ServiceProvider Build(ParseResult parsed) =>
        CommandServices.Of(parsed, EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks").Configuration)
            .AddSingleton<SilenceDesk>()
            .BuildServiceProvider();
}
