namespace Eyrie.Testing.Targets;

/// <summary>What is wrong with a target.</summary>
public enum TargetFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Connections are refused.</summary>
    Down,

    /// <summary>It answers late, but it answers.</summary>
    Slow,

    /// <summary>It never answers.</summary>
    Hang,

    /// <summary>429 without a word on how long.</summary>
    TooMany,

    /// <summary>429 with Retry-After.</summary>
    TooManyWithWait,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>400.</summary>
    BadRequest,

    /// <summary>It takes requests, and refuses for good what is in them.</summary>
    RefusedItem,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>200, and in the body that it was nothing.</summary>
    NotOk,

    /// <summary>The connection ends while the request is being read.</summary>
    HangUpInRequest,

    /// <summary>The connection ends in the middle of the answer.</summary>
    HangUpInAnswer,

    /// <summary>200 with a page of something else.</summary>
    Garbage,

    /// <summary>The right answer, its second half missing.</summary>
    Truncated,
}
