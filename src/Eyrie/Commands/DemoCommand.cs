using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eyrie.Demo;
using Eyrie.Platform.Http;
using Eyrie.Simulation;
using Spectre.Console;

namespace Eyrie.Commands;

/// <summary><c>eyrie demo</c>: the whole pipeline on a machine that has nothing but this executable.</summary>
internal static class DemoCommand
{
    private const int Success = 0;
    private const int Failure = 1;
    private static readonly DemoOptions Defaults = new();

    private static readonly Option<TimeSpan> Duration = new("--duration")
    {
        Description = "How long the sensors speak: 20s, 5m",
        HelpName = "TIME",
        DefaultValueFactory = _ => Defaults.Duration,
        CustomParser = ReadDuration,
    };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Ordinary Tetragon events a second, beside the attacks; the Kafka in this process holds 5 MB a node: for more than it reads in time, --kafka",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Rate,
        CustomParser = ReadRate,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Same seed, same events",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Seed,
        CustomParser = argument => (int)CommonOptions.ReadNumber(argument, int.MinValue, int.MaxValue),
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the account on standard output as one JSON object, all else on standard error",
    };

    private static readonly Option<string?> Keep = new("--keep")
    {
        Description = "Folder for what went through: topics, documents, messages, events, the account",
        HelpName = "DIR",
    };

    private static readonly Option<string> Http = new("--http")
    {
        Description = "Where the page with the status and the latest alerts is; port 0 takes a free one, '' is nowhere",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => Defaults.Http,
    };

    private static readonly Option<bool> Hold = new("--hold")
    {
        Description = "When all is delivered, keep the pipeline and its page until Ctrl-C",
    };

    private static readonly Option<string?> Kafka = new("--kafka")
    {
        Description = "A real Kafka instead of the one inside this process; topics of this run alone are made in it",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string?> TopicPrefix = new("--topic-prefix")
    {
        Description = "What the names of topics and groups start with",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> Elasticsearch = new("--elasticsearch")
    {
        Description = "A real Elasticsearch instead of the stand-in: it is set up (see eyrie setup elasticsearch), then gets the demo's documents",
        HelpName = "URL",
    };

    private static readonly Option<string?> ElasticsearchKey = new("--elasticsearch-api-key-file")
    {
        Description = "File with its API key",
        HelpName = "FILE",
    };

    private static readonly Option<string?> ElasticsearchUser = new("--elasticsearch-username")
    {
        Description = "Its user, instead of a key; with --elasticsearch-password-file",
        HelpName = "USER",
    };

    private static readonly Option<string?> ElasticsearchPassword = new("--elasticsearch-password-file")
    {
        Description = "File with the user's password",
        HelpName = "FILE",
    };

    private static readonly Option<string?> ElasticsearchCa = new("--elasticsearch-ca-file")
    {
        Description = "CA of its certificate and of Kibana's, PEM",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Kibana = new("--kibana")
    {
        Description = "The Kibana of that Elasticsearch, perhaps with /s/SPACE: gets the dashboards",
        HelpName = "URL",
    };

    private static readonly Option<string?> Slack = new("--slack-webhook")
    {
        Description = "A real Slack channel's incoming webhook instead of the stand-in",
        HelpName = "URL",
    };

    private static readonly Option<string?> PagerDuty = new("--pagerduty-key-file")
    {
        Description = "File with the key of a real PagerDuty integration, instead of the stand-in: somebody will be paged",
        HelpName = "FILE",
    };

    /// <summary>The command, with all that it says in its help.</summary>
    public static Command Create()
    {
        var command = new Command("demo", "Shows the whole pipeline at work, no server needed: simulated sensors, Kafka, targets that check what they get")
        {
            Duration, Rate, Seed, Json, Keep, Http, Hold, Kafka, TopicPrefix, Elasticsearch, ElasticsearchKey, ElasticsearchUser, ElasticsearchPassword,
            ElasticsearchCa, Kibana, Slack, PagerDuty,
        };
        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = OptionsFrom(parsed);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var screen = Screen(options, output, errors);
        screen.Show(new ScreenLine().Ours("Eyrie demo", Styles.Strong).Ours(Introduction(options), Styles.Dim));
        if (DemoSetup.Of(options) is { } setup)
        {
            await setup.RunAsync(screen, cancellation);
        }

        var result = await new DemoRun(options, screen, errors, TimeProvider.System).RunAsync(cancellation);
        foreach (var line in DemoReport.Lines(result))
        {
            screen.Show(line);
        }

        if (DemoSetup.Dashboards(options) is { } dashboards)
        {
            screen.Show(new ScreenLine().Ours($"Dashboards: {dashboards}", Styles.Strong));
        }

        if (options.Json)
        {
            await output.WriteLineAsync(AccountJson.Write(result));
        }

        return result.Succeeded ? Success : Failure;
    }

    private static DemoScreen Screen(DemoOptions options, TextWriter output, TextWriter errors)
    {
        if (options.Json)
        {
            return DemoScreen.Plain(errors);
        }

        return !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi
            ? DemoScreen.OnTerminal(AnsiConsole.Console)
            : DemoScreen.Plain(output);
    }

    private static string Introduction(DemoOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $": {options.Duration.TotalSeconds:0.#} s of a recorded web-shell attack on a host, an attack in a pod,"
        + $" {options.Rate:0.#} ordinary events a second. Ctrl-C ends it early.");

    private static DemoOptions OptionsFrom(ParseResult parsed) => new()
    {
        Duration = parsed.GetValue(Duration),
        Rate = parsed.GetValue(Rate),
        Seed = parsed.GetValue(Seed),
        Json = parsed.GetValue(Json),
        Keep = parsed.GetValue(Keep),
        Http = parsed.GetValue(Http)!,
        Hold = parsed.GetValue(Hold),
        Kafka = parsed.GetValue(Kafka),
        TopicPrefix = parsed.GetValue(TopicPrefix),
        ElasticsearchUrl = parsed.GetValue(Elasticsearch),
        ElasticsearchApiKeyFile = parsed.GetValue(ElasticsearchKey),
        ElasticsearchUsername = parsed.GetValue(ElasticsearchUser),
        ElasticsearchPasswordFile = parsed.GetValue(ElasticsearchPassword),
        ElasticsearchCaFile = parsed.GetValue(ElasticsearchCa),
        KibanaUrl = parsed.GetValue(Kibana)?.TrimEnd('/'),
        SlackWebhook = parsed.GetValue(Slack),
        PagerDutyKeyFile = parsed.GetValue(PagerDuty),
    };

    private static void Check(CommandResult command)
    {
        foreach (var option in (Option<string?>[])[ElasticsearchKey, ElasticsearchUser, ElasticsearchPassword, ElasticsearchCa, Kibana])
        {
            if (command.GetValue(option) is not null && command.GetValue(Elasticsearch) is null)
            {
                command.AddError($"{option.Name} goes with --elasticsearch URL: the stand-in is there without");
            }
        }

        if (command.GetValue(Http) is { Length: > 0 } address && ListenAddress.Parse(address) is null)
        {
            command.AddError($"{Http.Name}: '{address}' is no address to listen on; allowed: {ListenAddress.Forms}, or '' for none");
        }

        if (command.GetValue(Hold) && command.GetValue(Http) is "")
        {
            command.AddError($"{Hold.Name} needs the page: not with {Http.Name} ''");
        }

        if (command.GetValue(ElasticsearchUser) is null != (command.GetValue(ElasticsearchPassword) is null))
        {
            command.AddError($"{ElasticsearchUser.Name} and {ElasticsearchPassword.Name} go together");
        }

        if (command.GetValue(ElasticsearchUser) is not null && command.GetValue(ElasticsearchKey) is not null)
        {
            command.AddError($"{ElasticsearchUser.Name} and {ElasticsearchKey.Name} exclude each other");
        }

        foreach (var option in (Option<string?>[])[ElasticsearchKey, ElasticsearchPassword, ElasticsearchCa, PagerDuty])
        {
            if (command.GetValue(option) is { } path && !File.Exists(path))
            {
                command.AddError($"{option.Name}: there is no file '{path}'");
            }
        }

        foreach (var option in (Option<string?>[])[Elasticsearch, Kibana, Slack])
        {
            if (command.GetValue(option) is { } text
                && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            {
                command.AddError($"{option.Name}: '{text}' is no http or https URL");
            }
        }
    }

    private static double ReadRate(ArgumentResult argument)
    {
        var known = double.TryParse(argument.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate);
        if (!known || !(rate is > 0 and <= 1_000_000))
        {
            argument.AddError($"--rate '{argument.Tokens[0].Value}' is no number above 0, 1000000 at most");
        }

        return rate;
    }

    private static TimeSpan ReadDuration(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        var known = DurationText.TryParse(text, out var duration) || DurationText.TryParse($"{text}s", out duration);
        if (!known || duration < TimeSpan.FromSeconds(1) || duration > TimeSpan.FromDays(1))
        {
            argument.AddError($"--duration '{text}' is no time from 1s to 24h: 20s, 5m");
        }

        return duration;
    }
}
