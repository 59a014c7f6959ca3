using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher;

/// <summary>What an alert says of its process, in the form in which it is compared with what is remembered.</summary>
internal readonly record struct Claim
{
    private Claim(ProcessFact process, string? commandLine) => (Process, CommandLine) = (process, commandLine);

    public ProcessFact Process { get; }

    /// <summary>Its command line, the secrets blanked as in the memory.</summary>
    public string? CommandLine { get; }

    /// <summary>The alert is one of a thread: that bears a name, and tells a start, of its own.</summary>
    public bool IsThread => Process.ThreadId is { } thread && thread != Process.Pid;

    public static Claim Of(ProcessFact process, Redaction? secrets) =>
        new(process, process.CommandLine is { } line ? secrets?.Redact(line) ?? line : null);
}
