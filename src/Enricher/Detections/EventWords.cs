namespace Eyrie.Enricher.Detections;

/// <summary>The kinds of Tetragon's events that a detection can ask for.</summary>
[Flags]
internal enum EventWords
{
    None = 0,
    Exec = 1,
    Running = 2,
    Exit = 4,
    Loader = 8,
    Kprobe = 16,
    Tracepoint = 32,
    Lsm = 64,
    Uprobe = 128,
    Usdt = 256,
    Policy = Kprobe | Tracepoint | Lsm | Uprobe | Usdt,
}

/// <summary>Reads the words, and tells of an event which it is.</summary>
internal static class EventKinds
{
    private static readonly EventWords[] All = Enum.GetValues<EventWords>()[1..];

    /// <summary>The words: <c>exec</c>, ..., <c>policy</c> for all of a policy.</summary>
    public static IEnumerable<string> Words => All.Select(word => word.ToString().ToLowerInvariant());

    /// <summary>Reads a list; none is <c>policy</c>. The first that is no word comes back.</summary>
    public static (EventWords Events, string? Wrong) Read(IReadOnlyList<string> words)
    {
        var events = EventWords.None;
        foreach (var text in words)
        {
            var word = Array.Find(All, known => known.ToString().Equals(text, StringComparison.OrdinalIgnoreCase));
            if (word is EventWords.None)
            {
                return (EventWords.None, text);
            }

            events |= word;
        }

        return (events is EventWords.None ? EventWords.Policy : events, null);
    }

    /// <summary>Which kind an event is; none when detections have nothing to say of it.</summary>
    public static EventWords Of(Observation observation) => observation.Kind switch
    {
        ObservationKind.PolicyEvent => Hook(observation.EventName),
        ObservationKind.ProcessStart => observation.Process?.Flags?.Contains("procFS", StringComparison.Ordinal) is true ? EventWords.Running : EventWords.Exec,
        ObservationKind.ProcessExit => EventWords.Exit,
        ObservationKind.Other => observation.EventName is "process_loader" ? EventWords.Loader : EventWords.None,
        _ => EventWords.None,
    };

    private static EventWords Hook(string eventName) => eventName switch
    {
        "process_tracepoint" => EventWords.Tracepoint,
        "process_lsm" => EventWords.Lsm,
        "process_uprobe" => EventWords.Uprobe,
        "process_usdt" => EventWords.Usdt,
        _ => EventWords.Kprobe,
    };
}
