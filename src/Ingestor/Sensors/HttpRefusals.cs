namespace Eyrie.Ingestor.Sensors;

/// <summary>Why a request over HTTP was not answered with success. The words are metric tags.</summary>
internal static class HttpRefusals
{
    /// <summary>Something in it is no alert; it is in <c>dead.v1</c>.</summary>
    public const string NotAnAlert = "not_an_alert";

    /// <summary>Its body is above the limit; the beginning is in <c>dead.v1</c>.</summary>
    public const string TooLarge = "too_large";

    /// <summary>No token, or a wrong one.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Not a POST.</summary>
    public const string Method = "method";

    /// <summary>Packed in a way that is not known.</summary>
    public const string Encoding = "encoding";

    /// <summary>It did not arrive in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The client went away in the middle of it.</summary>
    public const string BrokenOff = "broken_off";

    /// <summary>There was no room: the alerts are dropped, and counted as that.</summary>
    public const string NoRoom = "no_room";

    /// <summary>The alerts are kept in memory alone.</summary>
    public const string NotDurable = "not_durable";

    /// <summary>A fault of ours.</summary>
    public const string Failed = "failed";
}
