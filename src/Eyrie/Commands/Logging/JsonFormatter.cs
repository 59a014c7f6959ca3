using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Eyrie.Platform.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands.Logging;

/// <summary>
/// A log message is one JSON object with ECS' names, on one line, for a collector that reads a container's output. All but plain letters is escaped: parts of
/// messages can come from an attacker. One that comes again and again is bounded.
/// </summary>
internal sealed class JsonFormatter(IOptionsMonitor<LogFormatterOptions> options, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ecs-json";

    private const string EcsVersion = "9.4.0";
    private const string Template = "{OriginalFormat}";
    private const int MaxText = 16_384;
    private const int MaxValue = 1_024;
    private static readonly string Version =
        typeof(JsonFormatter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly LineLimit _limit = new(time);

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        if (!_limit.Allows(entry.LogLevel, entry.Category, entry.EventId, out var heldBack))
        {
            return; // the console writes nothing then
        }

        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("@timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("log.level", Level(entry.LogLevel));
            json.WriteString("message", Cut(entry.Formatter(entry.State, null), MaxText));
            json.WriteString("ecs.version", EcsVersion);
            json.WriteString("log.logger", entry.Category);
            json.WriteString("event.code", entry.EventId.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("event.dataset", "eyrie.log");
            json.WriteString("service.name", "eyrie");
            json.WriteString("service.version", Version);
            WriteTrace(json);
            WriteError(json, entry.Exception);
            WriteLabels(json, entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [], heldBack);
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    // The words that --log-level takes.
    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    private static void WriteTrace(Utf8JsonWriter json)
    {
        if (Activity.Current is { Recorded: true } span)
        {
            json.WriteString("trace.id", span.TraceId.ToString());
            json.WriteString("span.id", span.SpanId.ToString());
        }
    }

    private void WriteError(Utf8JsonWriter json, Exception? failure)
    {
        if (failure is null)
        {
            return;
        }

        var messages = new List<string>();
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            messages.Add(cause.Message);
        }

        json.WriteString("error.type", failure.GetType().FullName);
        json.WriteString("error.message", Cut(string.Join(": ", messages), MaxText));
        if (options.CurrentValue.WithStacks)
        {
            json.WriteString("error.stack_trace", Cut(failure.ToString(), MaxText));
        }
    }

    private static void WriteLabels(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values, long heldBack)
    {
        if (heldBack == 0 && !values.Any(static value => value.Key is not Template))
        {
            return;
        }

        json.WriteStartObject("labels");
        foreach (var (name, value) in values)
        {
            if (name is not Template)
            {
                json.WriteString(Label(name), Cut(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", MaxValue));
            }
        }

        if (heldBack > 0)
        {
            json.WriteString("held_back", heldBack.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    // DelaySeconds is delay_seconds.
    private static string Label(string name)
    {
        var label = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            label.Append(char.IsUpper(c) && label.Length > 0 ? "_" : "").Append(c is '.' ? '_' : char.ToLowerInvariant(c)); // of labels no key has a dot
        }

        return label.ToString();
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "…");
}
