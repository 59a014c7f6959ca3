using static Eyrie.Testing.OtlpParts;

namespace Eyrie.Testing;

/// <summary>A log record as a collector gets it.</summary>
public sealed record ReceivedLog
{
    /// <summary>The class that logs.</summary>
    public string Logger { get; set; } = "";

    /// <summary>9 information, 13 warning, 17 error.</summary>
    public int Severity { get; set; }

    public string Body { get; set; } = "";

    public string TraceId { get; set; } = "";

    public Dictionary<string, string> Tags { get; } = [];
}

/// <summary>Reads what OTLP sends to <c>/v1/logs</c>: so much of it as tests look at.</summary>
public static class LogReader
{
    /// <summary>All records of a request's body.</summary>
    public static IEnumerable<ReceivedLog> Read(byte[] body) =>
        from resource in Parts(body, 1)
        from scope in Parts(resource, 2)
        let logger = Parts(scope, 1).Select(Name).FirstOrDefault("")
        from log in Parts(scope, 2)
        select Log(log, logger);

    private static string Name(byte[] scope)
    {
        var name = "";
        Visit(scope, (field, input) => field == 1 && (name = input.ReadString()) is not null);
        return name;
    }

    private static ReceivedLog Log(byte[] message, string logger)
    {
        var log = new ReceivedLog { Logger = logger };
        Visit(message, (field, input) =>
        {
            switch (field)
            {
                case 2: log.Severity = input.ReadEnum(); break;
                case 5: log.Body = Value(input.ReadBytes().ToByteArray()); break;
                case 6: Tag(input.ReadBytes().ToByteArray(), log.Tags); break;
                case 9: log.TraceId = Hex(input); break;
                default: return false;
            }

            return true;
        });
        return log;
    }
}
