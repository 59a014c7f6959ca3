using Google.Protobuf.Reflection;

namespace Eyrie.Protos.Tests;

/// <summary>Writes down what a file defines: a line a message, enum or method, whatever their order.</summary>
internal static class DescriptorTable
{
    public static IEnumerable<string> Of(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(Of),
        .. file.EnumTypes.Select(Of),
        .. file.Services.SelectMany(service => service.Methods).Select(Of),
    ];

    private static IEnumerable<string> Of(MessageDescriptor message)
    {
        var fields = message.Fields.InFieldNumberOrder().Select(Of);
        var line = $"{message.FullName}: {string.Join(", ", fields)}".TrimEnd();
        return [line, .. message.NestedTypes.Where(IsWritten).SelectMany(Of)];
    }

    private static bool IsWritten(MessageDescriptor message) => message.GetOptions()?.MapEntry is not true;

    private static string Of(EnumDescriptor type)
    {
        var values = type.Values.OrderBy(value => value.Number).Select(value => $"{value.Number} {value.Name}");
        return $"{type.FullName}: {string.Join(", ", values)}";
    }

    private static string Of(MethodDescriptor method) =>
        $"{method.Service.FullName}/{method.Name}: "
        + $"{Of(method.IsClientStreaming, method.InputType)} -> {Of(method.IsServerStreaming, method.OutputType)}";

    private static string Of(bool streaming, MessageDescriptor type) => (streaming ? "stream " : "") + type.FullName;

    private static string Of(FieldDescriptor field)
    {
        var oneof = field.RealContainingOneof is { } group ? $"{group.Name}." : "";
        return $"{field.FieldNumber} {oneof}{field.Name} {Label(field)}{TypeOf(field)}";
    }

    private static string Label(FieldDescriptor field) =>
        field.IsMap ? ""
        : field.IsRepeated ? "repeated "
        : field.ContainingOneof?.IsSynthetic is true ? "optional "
        : "";

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.IsMap =>
            $"map<{TypeOf(field.MessageType.Fields[1])}, {TypeOf(field.MessageType.Fields[2])}>",
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var scalar => scalar.ToString().ToLowerInvariant(),
    };
}
