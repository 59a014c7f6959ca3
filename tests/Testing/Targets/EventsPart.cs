using System.Collections.Concurrent;
using System.Text.Json;

namespace Eyrie.Testing.Targets;

/// <summary>A receiver of webhooks (CloudEvents, single or in batches) or of Alertmanager's v2 alerts: 200 is all that it says.</summary>
public sealed class EventsPart(TimeProvider time) : ITargetPart
{
    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    public Taken Taken { get; } = new(time);

    /// <summary>How many CloudEvents were taken, by their ids.</summary>
    public int Events => _ids.Count;

    /// <summary>CloudEvents that were there already, by their id.</summary>
    public int Repeated { get; private set; }

    public bool KnowsRepetitions => true;

    public bool AnswersByStatus => true;

    public string BadRequest => """{"error":"bad payload"}""";

    /// <summary>A CloudEvent was taken.</summary>
    public bool Has(string id) => _ids.ContainsKey(id);

    public TargetReply? NotOk(LoopbackRequest request) => null;

    public TargetReply Take(LoopbackRequest request)
    {
        Taken.Note(request.Text);
        using var json = JsonDocument.Parse(request.Body);
        var events = json.RootElement.ValueKind is JsonValueKind.Array ? json.RootElement.EnumerateArray().ToArray() : [json.RootElement];
        foreach (var id in events.Where(one => one.TryGetProperty("specversion", out _)).Select(one => one.GetProperty("id").GetString()!))
        {
            Repeated += _ids.TryAdd(id, true) ? 0 : 1;
        }

        return new(200, "");
    }
}
