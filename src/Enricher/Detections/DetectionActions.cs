using Eyrie.Protos.Tetragon;

namespace Eyrie.Enricher.Detections;

/// <summary>What Tetragon says that it did, in the words of its policies.</summary>
internal static class DetectionActions
{
    private const string Prefix = "KPROBE_ACTION_";

    /// <summary>The words, in lower case.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Enum.GetNames<KprobeAction>().Where(name => name is not nameof(KprobeAction.Unknown)).Select(name => name.ToLowerInvariant())];

    /// <summary>Whether the event tells of this action, be it at the call or at its return.</summary>
    public static bool Has(Observation observation, string word)
    {
        var fields = observation.Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = fields[i];
            if (name is "action" or "return_action" && value.Length == Prefix.Length + word.Length && value.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
