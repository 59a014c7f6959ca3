using System.Globalization;
using Eyrie.Platform.Kafka;

namespace Eyrie.Commands;

/// <summary>Whether what a plan says has happened.</summary>
internal enum TopicTense
{
    /// <summary>It is so now.</summary>
    Present,

    /// <summary>It would be done.</summary>
    Future,

    /// <summary>It was done.</summary>
    Past,
}

/// <summary>Shows a plan for the topics, one row a topic.</summary>
internal static class TopicTable
{
    /// <summary>Writes the table; a topic with several differences takes several lines.</summary>
    public static void Write(TextWriter output, IReadOnlyList<TopicStep> plan, TopicTense tense)
    {
        var width = plan.Max(step => step.Topic.Name.Length);
        var isRefused = plan.Any(step => step.Refusal is not null);
        output.WriteLine($"{"TOPIC".PadRight(width)}  PARTITIONS  REPLICAS  {(tense is TopicTense.Present ? "STATE" : "RESULT")}");
        foreach (var step in plan)
        {
            var name = step.Topic.Name;
            foreach (var line in Lines(step, isRefused && tense is TopicTense.Past ? TopicTense.Present : tense))
            {
                output.WriteLine(name.Length > 0
                    ? $"{name.PadRight(width)}  {Partitions(step),10}  {Replicas(step),8}  {line}"
                    : $"{"".PadRight(width)}                        {line}");
                name = "";
            }
        }

        if (isRefused && tense is not TopicTense.Present)
        {
            output.WriteLine("Nothing was changed: a topic does not have the partitions that are wanted.");
        }
    }

    private static string Partitions(TopicStep step) =>
        (step.Existing?.Partitions ?? step.Topic.Partitions).ToString(CultureInfo.InvariantCulture);

    private static string Replicas(TopicStep step) => step.Existing?.ReplicationFactor.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static IEnumerable<string> Lines(TopicStep step, TopicTense tense)
    {
        if (step.IsFine)
        {
            yield return "fine";
        }

        if (step.Existing is null)
        {
            yield return tense switch { TopicTense.Past => "created", TopicTense.Future => "would be created", _ => "missing" };
        }

        if (step.Refusal is { } refusal)
        {
            yield return $"REFUSED: {refusal}";
        }

        if (step.Grows)
        {
            yield return $"{(tense is TopicTense.Past ? "grew" : "would grow")} to {step.Topic.Partitions} partitions";
        }

        foreach (var change in step.Changes)
        {
            var verb = tense switch { TopicTense.Past => "changed", TopicTense.Future => "would change", _ => "differs:" };
            yield return $"{verb} {change.Name} {(change.Found.Length > 0 ? change.Found : "(not set)")} -> {change.Wanted}";
        }

        if (step.Note is { } note)
        {
            yield return $"note: {note}";
        }
    }
}
