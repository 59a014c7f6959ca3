using System.Diagnostics;
using System.Globalization;
using System.Text;
using Eyrie.Platform.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands.Logging;

/// <summary>
/// A log message is one line: UTC time, level, class, message, failure, trace. One that comes again and again is bounded. Control characters are escaped: parts of messages
/// can come from an attacker, and the line may end on a terminal.
/// </summary>
internal sealed class LineFormatter(IOptionsMonitor<LogFormatterOptions> options, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";
    private const string OurNames = "Eyrie.";
    private readonly LineLimit _limit = new(time);

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        if (!_limit.Allows(entry.LogLevel, entry.Category, entry.EventId, out var heldBack))
        {
            return; // the console writes nothing then
        }

        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Level(entry.LogLevel)} ");
        line.Append(entry.Category.StartsWith(OurNames, StringComparison.Ordinal) ? entry.Category[OurNames.Length..] : entry.Category);
        Append(line.Append(": "), entry.Formatter(entry.State, null));
        for (var cause = entry.Exception; cause is not null; cause = cause.InnerException)
        {
            Append(line.Append(": "), cause.Message);
        }

        if (heldBack > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" (and {heldBack} more like this)");
        }

        if (Activity.Current is { Recorded: true } span)
        {
            line.Append(CultureInfo.InvariantCulture, $" [trace {span.TraceId}]");
        }

        writer.WriteLine(line);
        if (entry.Exception is not null && options.CurrentValue.WithStacks)
        {
            writer.WriteLine(entry.Exception);
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRC",
        LogLevel.Debug => "DBG",
        LogLevel.Information => "INF",
        LogLevel.Warning => "WRN",
        LogLevel.Error => "ERR",
        _ => "CRT",
    };

    private static void Append(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator)
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                line.Append(c);
            }
        }
    }
}
