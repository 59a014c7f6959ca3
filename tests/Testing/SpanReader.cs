using static Eyrie.Testing.OtlpParts;

namespace Eyrie.Testing;

/// <summary>A span as a collector gets it.</summary>
public sealed record ReceivedSpan
{
    public string TraceId { get; set; } = "";

    public string SpanId { get; set; } = "";

    /// <summary>Empty for the trace's first.</summary>
    public string ParentId { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
    public int Kind { get; set; }

    public ulong Start { get; set; }

    public ulong End { get; set; }

    /// <summary>2 is an error.</summary>
    public int Status { get; set; }

    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>Ids of the spans that it links to.</summary>
    public List<string> Links { get; } = [];
}

/// <summary>Reads what OTLP sends to <c>/v1/traces</c>: so much of it as tests look at.</summary>
public static class SpanReader
{
    /// <summary>All spans of a request's body.</summary>
    public static IEnumerable<ReceivedSpan> Read(byte[] body) =>
        from resource in Parts(body, 1)
        from scope in Parts(resource, 2)
        from span in Parts(scope, 2)
        select Span(span);

    private static ReceivedSpan Span(byte[] message)
    {
        var span = new ReceivedSpan();
        Visit(message, (field, input) =>
        {
            switch (field)
            {
                case 1: span.TraceId = Hex(input); break;
                case 2: span.SpanId = Hex(input); break;
                case 4: span.ParentId = Hex(input); break;
                case 5: span.Name = input.ReadString(); break;
                case 6: span.Kind = input.ReadEnum(); break;
                case 7: span.Start = input.ReadFixed64(); break;
                case 8: span.End = input.ReadFixed64(); break;
                case 9: Tag(input.ReadBytes().ToByteArray(), span.Tags); break;
                case 13: Link(input.ReadBytes().ToByteArray(), span.Links); break;
                case 15: Visit(input.ReadBytes().ToByteArray(), (part, code) => part == 3 && (span.Status = code.ReadEnum()) >= 0); break;
                default: return false;
            }

            return true;
        });
        return span;
    }

    private static void Link(byte[] message, List<string> links) => Visit(message, (field, input) =>
    {
        if (field != 2)
        {
            return false;
        }

        links.Add(Hex(input));
        return true;
    });
}
