using Google.Protobuf;

namespace Eyrie.Testing;

/// <summary>Reads OTLP's protobuf messages field by field: so much of them as tests look at.</summary>
internal static class OtlpParts
{
    /// <summary>The messages in a repeated field.</summary>
    public static List<byte[]> Parts(byte[] message, int field)
    {
        var found = new List<byte[]>();
        Visit(message, (number, input) => number == field && found.AddRead(input));
        return found;
    }

    /// <summary>Bytes as lower-case hex.</summary>
    public static string Hex(CodedInputStream input) => Convert.ToHexStringLower(input.ReadBytes().Span);

    /// <summary>Adds a KeyValue.</summary>
    public static void Tag(byte[] message, Dictionary<string, string> tags)
    {
        var (key, value) = ("", "");
        Visit(message, (field, input) =>
        {
            if (field == 1)
            {
                key = input.ReadString();
            }
            else
            {
                value = Value(input.ReadBytes().ToByteArray());
            }

            return true;
        });
        tags[key] = value;
    }

    /// <summary>An AnyValue as text.</summary>
    public static string Value(byte[] message)
    {
        var value = "";
        Visit(message, (kind, content) => (value = Value(kind, content)) is not null);
        return value;
    }

    /// <summary>Shows all fields; what the visitor does not read is passed over.</summary>
    public static void Visit(byte[] message, Func<int, CodedInputStream, bool> visit)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is > 0 and var tag)
        {
            if (!visit(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }

    private static bool AddRead(this List<byte[]> found, CodedInputStream input)
    {
        found.Add(input.ReadBytes().ToByteArray());
        return true;
    }

    private static string Value(int kind, CodedInputStream content) => kind switch
    {
        1 => content.ReadString(),
        2 => content.ReadBool() ? "true" : "false",
        3 => content.ReadInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
        4 => content.ReadDouble().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToHexStringLower(content.ReadBytes().Span),
    };
}
