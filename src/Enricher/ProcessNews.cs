using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher;

/// <summary>What an event teaches its node's tables: the processes and the container that it names. Not thread-safe.</summary>
internal sealed class ProcessNews
{
    private readonly List<ProcessImage> _images = [];

    /// <summary>Images that were not known before the last event, or less of them.</summary>
    public IReadOnlyList<ProcessImage> Images => _images;

    /// <summary>The image that the last event ended; null when it ended none.</summary>
    public ProcessImage? Ended { get; private set; }

    /// <summary>Takes in an event.</summary>
    /// <param name="observation">The event, one of Tetragon's.</param>
    /// <param name="node">Its node.</param>
    /// <param name="secrets">Blanks the secrets in what is kept; null: they stay.</param>
    public void Take(Observation observation, NodeState node, Redaction? secrets)
    {
        _images.Clear(); // an event that broke something may have left some
        Ended = null;
        node.Containers.Learn(observation, secrets);
        for (var i = observation.Ancestors.Count - 1; i >= 0; i--)
        {
            Learn(observation.Ancestors[i], node);
        }

        Learn(observation.Parent, node);
        if (Learn(observation.Process, node) is not { } image)
        {
            return;
        }

        if (observation.Kind is ObservationKind.ProcessExit)
        {
            node.Processes.Exit(image, observation.Process!, observation.Process!.End ?? observation.Time);
            Ended = image;
        }
        else if (observation.Process!.IsOver)
        {
            node.Processes.Leave(image, observation.Time);
        }
    }

    private ProcessImage? Learn(ProcessFact? fact, NodeState node)
    {
        if (fact is null || node.Processes.Learn(fact, out var news) is not { } image)
        {
            return null;
        }

        if (news)
        {
            _images.Add(image);
        }

        return image;
    }
}
