using System.Collections.Concurrent;
using System.Text.Json;

namespace Eyrie.Testing.Targets;

/// <summary>PagerDuty's Events API v2: events of one <c>dedup_key</c> are one incident.</summary>
public sealed class PagerDutyPart(TimeProvider time) : ITargetPart
{
    private readonly ConcurrentDictionary<string, int> _incidents = new(StringComparer.Ordinal);

    public Taken Taken { get; } = new(time);

    /// <summary>Incidents by key, with how many events each had.</summary>
    public IReadOnlyDictionary<string, int> Incidents => _incidents;

    public bool KnowsRepetitions => true;

    public bool AnswersByStatus => true;

    public string BadRequest => """{"status":"invalid event","message":"Event object is invalid","errors":["Length of 'payload.summary' is above 1024"]}""";

    public TargetReply? NotOk(LoopbackRequest request) => null;

    public TargetReply Take(LoopbackRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var key = json.RootElement.GetProperty("dedup_key").GetString()!;
        if (json.RootElement.GetProperty("event_action").GetString() is "trigger")
        {
            _incidents.AddOrUpdate(key, 1, static (_, count) => count + 1);
            Taken.Note(request.Text);
        }

        return new(202, JsonSerializer.Serialize(new { status = "success", message = "Event processed", dedup_key = key }));
    }
}
