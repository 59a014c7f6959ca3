namespace Eyrie.Testing.Targets;

/// <summary>What a target says.</summary>
public sealed record TargetReply(int Status, string Body, string ContentType = "application/json", string? RetryAfter = null);

/// <summary>The part that a <see cref="FaultyTarget"/> plays. One implementation a target; called by one thread at a time.</summary>
public interface ITargetPart
{
    /// <summary>
    /// The target knows what it has already, so that a request whose answer is lost may be taken: it must make no difference. Where it does
    /// not, such a request is not taken, or nobody could tell a repetition that had to be from one that had not.
    /// </summary>
    bool KnowsRepetitions { get; }

    /// <summary>It takes the status alone for an answer, so whoever gets it with a body of nonsense may believe it.</summary>
    bool AnswersByStatus { get; }

    /// <summary>What it was told.</summary>
    Taken Taken { get; }

    /// <summary>Takes a request, and writes down what is in it.</summary>
    TargetReply Take(LoopbackRequest request);

    /// <summary>200 and the words that it was nothing; null: it has no such answer.</summary>
    TargetReply? NotOk(LoopbackRequest request);

    /// <summary>Refuses for good what is in a request, not the request where the two differ.</summary>
    TargetReply RefuseItem(LoopbackRequest request) => new(400, BadRequest);

    /// <summary>What is in the body of a 400.</summary>
    string BadRequest { get; }
}
