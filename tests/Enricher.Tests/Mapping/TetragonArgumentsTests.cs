using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class TetragonArgumentsTests
{
    public static TheoryData<string> Types =>
        [.. KprobeArgument.Descriptor.Oneofs.Single().Fields.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Keeps_every_value_of_every_type_of_argument(string type)
    {
        var field = KprobeArgument.Descriptor.FindFieldByName(type);
        var argument = new KprobeArgument { Label = "named" };
        field.Accessor.SetValue(argument, Filled(field));

        var fields = Fields(argument);

        Assert.Equal("named", fields["args[0].label"]);
        var expected = Leaves(field, $"args[0].{type}").ToArray();
        Assert.Equal(expected.Order(StringComparer.Ordinal), fields.Keys.Where(key => key != "args[0].label").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Writes_values_as_the_export_does()
    {
        Assert.Equal("BPF_PROG_LOAD", Fields(new() { BpfCmdArg = BpfCmd.BpfProgLoad })["args[0].bpf_cmd_arg"]);
        Assert.Equal("TAINT_OUT_OF_TREE_MODULE TAINT_UNSIGNED_MODULE", Fields(new()
        {
            ModuleArg = new() { Name = "hello", Tainted = { TaintedBitsType.TaintOutOfTreeModule, TaintedBitsType.TaintUnsignedModule } },
        })["args[0].module_arg.tainted"]);
        Assert.Equal("18446612688823016576", Fields(new() { SockArg = new() { Cookie = 18446612688823016576 } })["args[0].sock_arg.cookie"]);
        Assert.Equal("GET / HTTP/1.1", Fields(new() { BytesArg = ByteString.CopyFromUtf8("GET / HTTP/1.1") })["args[0].bytes_arg"]);
        Assert.Equal("AP8=", Fields(new() { BytesArg = ByteString.CopyFrom(0, 255) })["args[0].bytes_arg"]);
        Assert.Equal("0", Fields(new() { IntArg = 0 })["args[0].int_arg"]);
    }

    private static Dictionary<string, string> Fields(KprobeArgument argument)
    {
        var response = new GetEventsResponse { ProcessKprobe = new() { FunctionName = "f", Args = { argument } } };
        var observation = SampleDocuments.Map(new(response.ToByteArray(), SensorFormat.TetragonProtobuf, "n", SampleDocuments.Received));
        return observation.Fields.Where(field => field.Key.StartsWith("args[0]", StringComparison.Ordinal)).ToDictionary();
    }

    private static object Filled(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "text",
        FieldType.Bytes => ByteString.CopyFromUtf8("text"),
        FieldType.Int32 => 3,
        FieldType.UInt32 => 3u,
        FieldType.Int64 => 3L,
        FieldType.UInt64 => 3UL,
        FieldType.Bool => true,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 1),
        _ when field.MessageType.Name is "Int32Value" => 3,
        _ when field.MessageType.Name is "UInt32Value" => 3u,
        _ when field.MessageType.Name is "BoolValue" => true,
        _ => Filled(field.MessageType),
    };

    private static IMessage Filled(MessageDescriptor type)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Filled(field));
            }
            else
            {
                field.Accessor.SetValue(message, Filled(field));
            }
        }

        return message;
    }

    private static IEnumerable<string> Leaves(FieldDescriptor field, string path) =>
        field.FieldType is FieldType.Message && !field.MessageType.File.Name.StartsWith("google/", StringComparison.Ordinal)
            ? field.MessageType.Fields.InDeclarationOrder().SelectMany(inner => Leaves(inner, $"{path}.{inner.Name}"))
            : [path.Replace(".error_arg.Message", ".error_arg", StringComparison.Ordinal)];
}
