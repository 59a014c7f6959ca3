namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>What a request is answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body: a sentence for a person, for Falco nothing.</param>
/// <param name="Refusal">Why it was not taken, one of <see cref="HttpRefusals"/>; null when it was.</param>
internal readonly record struct FalcoHttpAnswer(int Status, string Text, string? Refusal = null)
{
    public static readonly FalcoHttpAnswer Taken = new(200, "");

    /// <summary>Falcosidekick's, to the byte.</summary>
    public static readonly FalcoHttpAnswer Pong = new(200, "pong\n");

    /// <summary>Falcosidekick's, to the byte.</summary>
    public static readonly FalcoHttpAnswer Healthy = new(200, """{"status": "ok"}""");

    public static readonly FalcoHttpAnswer Unauthorized = new(
        401, "send the token as 'Authorization: Bearer TOKEN', or as the password in the URL: http://falco:TOKEN@host:2801/\n", HttpRefusals.Unauthorized);

    public static readonly FalcoHttpAnswer WrongMethod = new(405, "send alerts with POST\n", HttpRefusals.Method);

    public static readonly FalcoHttpAnswer WrongEncoding = new(
        415, "send alerts as they are, or with Content-Encoding: gzip\n", HttpRefusals.Encoding);

    public static readonly FalcoHttpAnswer TooSlow = new(408, "the request did not arrive in time\n", HttpRefusals.Timeout);

    public static readonly FalcoHttpAnswer Failed = new(500, "the request could not be answered, see Eyrie's log\n", HttpRefusals.Failed);

    /// <summary>Nobody is there any more to read an answer.</summary>
    public static readonly FalcoHttpAnswer BrokenOff = new(499, "", HttpRefusals.BrokenOff);

    /// <summary>Falcosidekick's content types.</summary>
    public string ContentType => Text is ['{', ..] ? "application/json" : "text/plain; charset=utf-8";

    public static FalcoHttpAnswer TooLarge(int limit) =>
        new(413, $"a body has {limit} bytes at most, also unpacked (sensors[].http.maxBodyBytes)\n", HttpRefusals.TooLarge);

    public static FalcoHttpAnswer NotAnAlert(string text) => new(400, text + "\n", HttpRefusals.NotAnAlert);

    public static FalcoHttpAnswer NoRoom(int kept, int all) =>
        new(503, $"no room: {kept} of {all} alerts were kept, the others are dropped\n", HttpRefusals.NoRoom);

    public static FalcoHttpAnswer NotDurable(int kept) =>
        new(503, $"{kept} kept in memory only: neither Kafka nor the disk has taken them yet\n", HttpRefusals.NotDurable);
}
