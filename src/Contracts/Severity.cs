namespace Eyrie.Contracts;

/// <summary>How bad, in syslog's words; the number is <c>event.severity</c>, larger is worse.</summary>
public enum Severity
{
    /// <summary>For whoever debugs a rule.</summary>
    Debug = 0,

    /// <summary>Worth keeping.</summary>
    Informational = 1,

    /// <summary>Normal but worth a look.</summary>
    Notice = 2,

    /// <summary>Suspicious.</summary>
    Warning = 3,

    /// <summary>Should not happen.</summary>
    Error = 4,

    /// <summary>A person should look now.</summary>
    Critical = 5,

    /// <summary>A person must act now.</summary>
    Alert = 6,

    /// <summary>The system is lost.</summary>
    Emergency = 7,
}

/// <summary>The words for <see cref="Severity"/>.</summary>
public static class Severities
{
    private static readonly string[] Words =
        ["debug", "informational", "notice", "warning", "error", "critical", "alert", "emergency"];

    /// <summary>The words from <c>debug</c> to <c>emergency</c>, mildest first.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The lower-case word, as in <c>log.level</c> and the header <c>severity</c>.</summary>
    public static string Word(this Severity severity) => Words[(int)severity];

    /// <summary>Reads any case, and the short forms that other tools write (<c>info</c>, <c>err</c>, <c>warn</c>, ...).</summary>
    public static bool TryParse(ReadOnlySpan<char> word, out Severity severity)
    {
        Span<char> lower = stackalloc char[16];
        var length = word.Length <= lower.Length ? word.ToLowerInvariant(lower) : -1;
        var (known, value) = length < 0 ? (false, default) : lower[..length] switch
        {
            "debug" => (true, Severity.Debug),
            "informational" or "information" or "info" => (true, Severity.Informational),
            "notice" => (true, Severity.Notice),
            "warning" or "warn" => (true, Severity.Warning),
            "error" or "err" => (true, Severity.Error),
            "critical" or "crit" => (true, Severity.Critical),
            "alert" => (true, Severity.Alert),
            "emergency" or "emerg" => (true, Severity.Emergency),
            _ => (false, default),
        };
        severity = value;
        return known;
    }
}
