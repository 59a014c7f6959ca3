using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Commands.Setup;

/// <summary>What the command line says about a set-up: where the cluster is comes from the configuration, who sets it up from here.</summary>
internal static class SetupArguments
{
    private const int MostDays = 36_500;

    private static readonly Option<string?> Sink = new("--sink") { Description = "The sink in the configuration whose cluster it is. Without it the first of the type elasticsearch.", HelpName = "NAME" };

    private static readonly Option<string?> Url = new("--url") { Description = "The cluster's URL, when it is not in the configuration.", HelpName = "URL" };

    private static readonly Option<string?> Username = new("--username") { Description = "Who sets up; with --password-file.", HelpName = "USER" };

    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = "File with the user's password.", HelpName = "FILE" };

    private static readonly Option<string?> ApiKeyFile = new("--api-key-file") { Description = "File with an API key of who sets up, instead of a user. Such a key cannot make the sink's.", HelpName = "FILE" };

    private static readonly Option<string?> CaFile = new("--ca-file") { Description = "CA of the cluster's certificate, PEM.", HelpName = "FILE" };

    private static readonly Option<string?> Kibana = new("--kibana") { Description = "Kibana's URL, perhaps with /s/SPACE: data views, dashboards and detection rules go there.", HelpName = "URL" };

    private static readonly Option<string?> KibanaSpace = new("--kibana-space") { Description = "Kibana's space; it is made when there is none.", HelpName = "ID" };

    private static readonly Option<string?> KibanaKeyFile = new("--kibana-api-key-file") { Description = "File with an API key for Kibana, when it is another one.", HelpName = "FILE" };

    private static readonly Option<string?> KibanaCaFile = new("--kibana-ca-file") { Description = "CA of Kibana's certificate, PEM, when it is another one.", HelpName = "FILE" };

    private static readonly Option<int?> AlertDays = Days("--retention", "How long alerts are kept", SetupOptions.UsualAlertDays);

    private static readonly Option<int?> ActivityDays = Days("--activity-retention", "How long activity is kept", SetupOptions.UsualActivityDays);

    private static readonly Option<string?> KeyFile = new("--key-file") { Description = "Make an API key for the sink and write it there. One that works stays.", HelpName = "FILE" };

    private static readonly Option<bool> WithData = new("--with-data") { Description = "With --remove: delete the documents, too." };

    /// <summary>The options of the command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Sink, Url, Username, PasswordFile, ApiKeyFile, CaFile, Kibana, KibanaSpace, KibanaKeyFile, KibanaCaFile, AlertDays, ActivityDays, KeyFile, WithData])
        {
            command.Add(option);
        }
    }

    /// <summary>What is wrong with the command line as a whole.</summary>
    public static IEnumerable<string> Problems(CommandResult command)
    {
        if (command.GetValue(Username) is null != (command.GetValue(PasswordFile) is null))
        {
            yield return "--username and --password-file go together";
        }

        if (command.GetValue(ApiKeyFile) is not null && command.GetValue(Username) is not null)
        {
            yield return "--api-key-file and --username exclude each other";
        }

        if (command.GetValue(Kibana) is null && (command.GetValue(KibanaSpace) ?? command.GetValue(KibanaKeyFile) ?? command.GetValue(KibanaCaFile)) is not null)
        {
            yield return "--kibana URL is missing";
        }

        if (command.GetValue(KibanaSpace) is { } space && SetupOptions.ProblemOfSpace(space) is { } problem)
        {
            yield return $"--kibana-space: {problem}";
        }
    }

    /// <summary>What is to be set up.</summary>
    /// <exception cref="UsageException">It does not say where, or something is wrong with it.</exception>
    public static SetupOptions Read(ParseResult parsed, IConfiguration configuration)
    {
        var options = new SetupOptions
        {
            Elasticsearch = ReadElasticsearch(parsed, configuration),
            KibanaUrl = parsed.GetValue(Kibana),
            KibanaSpace = parsed.GetValue(KibanaSpace),
            KibanaApiKeyFile = parsed.GetValue(KibanaKeyFile),
            KibanaCaFile = parsed.GetValue(KibanaCaFile),
            KibanaFiles = KibanaFiles.All,
            AlertDays = parsed.GetValue(AlertDays),
            ActivityDays = parsed.GetValue(ActivityDays),
            KeyFile = parsed.GetValue(KeyFile),
            WithData = parsed.GetValue(WithData),
        };
        return options.KibanaUrl is { } kibana && !IsHttp(kibana) ? throw new UsageException($"--kibana: '{kibana}' is no http or https URL") : options;
    }

    private static ElasticsearchOptions ReadElasticsearch(ParseResult parsed, IConfiguration configuration)
    {
        var section = FindSink(configuration, parsed.GetValue(Sink));
        var options = section?.Get<ElasticsearchOptions>() ?? new();
        if (parsed.GetValue(Url) is { } url)
        {
            options = options with { Url = url, Urls = [], CloudId = null };
        }

        if (parsed.GetValue(ApiKeyFile) is not null || parsed.GetValue(Username) is not null)
        {
            options = options with { ApiKeyFile = parsed.GetValue(ApiKeyFile), Username = parsed.GetValue(Username), PasswordFile = parsed.GetValue(PasswordFile) };
        }

        options = options with { CaFile = parsed.GetValue(CaFile) ?? options.CaFile };
        var problems = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new(options), problems, validateAllProperties: true)
            ? options
            : throw new UsageException(
                $"eyrie: {(section is null ? "no sink of the type elasticsearch is configured; --url URL says where the cluster is" : $"{section.Path.Replace(':', '.')} in the configuration")}: "
                + string.Join("; ", problems.Select(problem => problem.ErrorMessage)));
    }

    private static IConfigurationSection? FindSink(IConfiguration configuration, string? name)
    {
        var sinks = configuration.GetSection("sinks").GetChildren()
            .Where(sink => (sink["type"] ?? sink.Key).Equals("elasticsearch", StringComparison.OrdinalIgnoreCase)).ToArray();
        return name is null ? sinks.FirstOrDefault()
            : sinks.FirstOrDefault(sink => sink.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"eyrie: --sink '{name}' is no sink of the type elasticsearch; there are: {string.Join(", ", sinks.Select(sink => sink.Key).DefaultIfEmpty("none"))}");
    }

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;

    private static Option<int?> Days(string name, string description, int days) => new(name)
    {
        Description = $"{description}, in days: 90d. What is older is deleted. Without it as an earlier set-up said, {days}d the first time.",
        HelpName = "DAYS",
        CustomParser = ReadDays,
    };

    private static int? ReadDays(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (int.TryParse(text.TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays)
        {
            return days;
        }

        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} '{text}' is no number of days from 1d to {MostDays}d");
        return 1;
    }
}
