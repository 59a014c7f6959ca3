using Eyrie.Contracts;

namespace Eyrie.Demo.Latest;

/// <summary>What a target for people was told: an incident is one message there, whose words follow its worst alert.</summary>
/// <param name="target">Its name.</param>
/// <param name="from">The mildest that it is told of.</param>
/// <param name="isReal">It is no stand-in: nobody here knows what arrived.</param>
internal sealed class Told(string target, Severity from, bool isReal)
{
    /// <summary>So many messages are kept.</summary>
    public const int Most = 500;

    private readonly Lock _lock = new();
    private readonly List<Message> _messages = [];

    /// <summary>It took a message.</summary>
    /// <param name="name">The target's own name of it: a later one of that name takes its place; empty when it has none.</param>
    /// <param name="incident">The incident that it is about.</param>
    /// <param name="alert">The alert that it speaks of.</param>
    /// <param name="text">It in a line.</param>
    /// <param name="lines">All of it.</param>
    public void Add(string name, string incident, string alert, string text, IReadOnlyList<string> lines)
    {
        lock (_lock)
        {
            var message = new Message(name, incident, alert, text, lines);
            var before = name.Length > 0 ? _messages.FindIndex(known => known.Name == name) : -1;
            if (before >= 0)
            {
                _messages[before] = message;
            }
            else
            {
                _messages.Add(message);
            }

            if (_messages.Count > Most)
            {
                _messages.RemoveAt(0);
            }
        }
    }

    /// <summary>What it was told of alerts of one kind: the message that speaks of one, else the one of their incident; or why none.</summary>
    /// <param name="alert">The latest.</param>
    /// <param name="ids">All of them.</param>
    public IReadOnlyList<string> Of(Alert alert, IReadOnlyCollection<string> ids)
    {
        if (Reason(alert) is { } reason)
        {
            return [reason];
        }

        lock (_lock)
        {
            if (_messages.FindLast(message => ids.Contains(message.Alert)) is { } own)
            {
                return own.Lines;
            }

            return _messages.Find(message => alert.Incident.Length > 0 && message.Incident == alert.Incident) is { } shared
                ? [$"It is one of the incident's alerts. The message of the incident: {shared.Text}"]
                : ["Nothing so far."];
        }
    }

    private string? Reason(Alert alert) => alert switch
    {
        { Suppressed: true } => "Nothing: an exception fits.",
        _ when alert.Severity < from => $"Nothing: {target} is told from {from.Word()} on.",
        _ when isReal => $"A real {target} was named: see there.",
        _ => null,
    };

    private sealed record Message(string Name, string Incident, string Alert, string Text, IReadOnlyList<string> Lines);
}
