using System.CommandLine;
using System.Text.Json;
using Eyrie.Demo;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary><c>eyrie config show</c></summary>
internal static class ConfigShowCommand
{
    private const int LongestValue = 400;
    private const int WidestColumn = 60;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string?> Below = new("KEY")
    {
        Description = "Only this key and those below it, for instance kafka or sinks.slack.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> OnlySet = new("--set") { Description = "Only what somebody wrote, without defaults." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "As JSON, for scripts." };

    public static Command Create()
    {
        var show = CommonOptions.Configured("show", "Show what is in force and where each value comes from; secrets are masked.");
        show.Add(Below);
        show.Add(OnlySet);
        show.Add(AsJson);
        show.SetAction(Show);
        return show;
    }

    private static int Show(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        var settings = loaded.InForce(EyrieConfiguration.Sections)
            .Where(setting => (setting.IsSet || !parsed.GetValue(OnlySet)) && (parsed.GetValue(Below) is not { } key || IsAtOrBelow(setting.Key, key))).ToArray();
        if (settings.Length == 0 && parsed.GetValue(Below) is { } unknown)
        {
            throw new UsageException($"eyrie: nothing is in force at '{SafeText.OneLine(unknown, LongestValue)}' or below; 'eyrie config show' without a key shows all");
        }

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AsJson))
        {
            output.WriteLine(JsonSerializer.Serialize(settings, Json));
            return 0;
        }

        var (keys, values) = (Width(settings, static setting => setting.Key), Width(settings, static setting => setting.Value));
        foreach (var setting in settings)
        {
            output.WriteLine($"{Shown(setting.Key).PadRight(keys)}  {Shown(setting.Value).PadRight(values)}  {Shown(setting.Source)}");
        }

        return 0;
    }

    private static int Width(SettingInForce[] settings, Func<SettingInForce, string> column) =>
        Math.Min(WidestColumn, settings.Select(setting => Shown(column(setting)).Length).DefaultIfEmpty().Max());

    private static string Shown(string text) => text.Length == 0 ? "(empty)" : SafeText.OneLine(text, LongestValue);

    private static bool IsAtOrBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.OrdinalIgnoreCase) && (key.Length == parent.Length || key[parent.Length] is '.' or '[');
}
