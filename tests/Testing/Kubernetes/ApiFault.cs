namespace Eyrie.Testing.Kubernetes;

/// <summary>What a <see cref="ScriptedApiServer"/> answers instead of what it was asked for.</summary>
public sealed record ApiFault(int Status, string Body = "", string? RetryAfter = null)
{
    /// <summary>Says nothing until the caller gives up.</summary>
    public static readonly ApiFault Silence = new(0);

    /// <summary>Ends the connection without an answer.</summary>
    public static readonly ApiFault HangUp = new(-1);

    /// <summary>Ends the connection in the middle of the list.</summary>
    public static readonly ApiFault HangUpHalfWay = new(-2);

    /// <summary>An answer as an API server words it.</summary>
    public static ApiFault Of(int code, string reason, string message, string? retryAfter = null) =>
        new(code, StatusText(code, reason, message), retryAfter);

    /// <summary>A version that the server has not reached.</summary>
    public static ApiFault TooLarge(int retryAfterSeconds) => new(504, $$"""
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Timeout: Too large resource version: 99999, current: 5","reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":{{retryAfterSeconds}}},"code":504}
        """);

    /// <summary>The object of a watch's <c>ERROR</c>, and the body of an answer.</summary>
    public static string StatusText(int code, string reason, string message) =>
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""";
}

/// <summary>How a <see cref="ScriptedApiServer"/> ends open watches.</summary>
public enum WatchEnd
{
    /// <summary>As agreed.</summary>
    Clean,

    /// <summary>In the middle of a line, the connection broken.</summary>
    MidLine,

    /// <summary>In the middle of a line, the answer ended properly.</summary>
    MidLineClean,

    /// <summary>Between two lines, the connection broken.</summary>
    Broken,

    /// <summary>With an <c>ERROR</c> of code 410.</summary>
    Expired,
}

/// <summary>A request as it arrived.</summary>
public sealed record ApiRequest(string Resource, bool IsWatch, IReadOnlyDictionary<string, string> Query, string Accept, string Authorization);
