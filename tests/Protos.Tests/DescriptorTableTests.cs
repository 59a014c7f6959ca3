using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Falco.Version;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.Reflection;

namespace Eyrie.Protos.Tests;

public sealed class DescriptorTableTests
{
    private static readonly FileDescriptor[] Roots =
        [OutputsReflection.Descriptor, VersionReflection.Descriptor, ServiceReflection.Descriptor];

    [Fact]
    public void Has_the_names_numbers_and_types_of_the_table()
    {
        var table = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "DescriptorTable.txt"));

        var ours = Files().SelectMany(DescriptorTable.Of).Order(StringComparer.Ordinal).ToList();

        Assert.Empty(ours.Except(table));
        Assert.Empty(table.Except(ours));
        Assert.Equal(table.Length, ours.Count);
    }

    [Fact]
    public void Numbers_the_event_types_as_the_agent_does()
    {
        var events = GetEventsResponse.Descriptor.Oneofs.Single().Fields
            .ToDictionary(field => field.Name, field => field.FieldNumber);

        Assert.Equal(
            new Dictionary<string, int>
            {
                ["process_exec"] = 1,
                ["process_exit"] = 5,
                ["process_kprobe"] = 9,
                ["process_tracepoint"] = 10,
                ["process_loader"] = 11,
                ["process_uprobe"] = 12,
                ["process_throttle"] = 27,
                ["process_lsm"] = 28,
                ["process_usdt"] = 29,
                ["test"] = 40000,
                ["rate_limit_info"] = 40001,
            },
            events);
    }

    [Fact]
    public void Gives_an_event_type_the_number_and_the_name_of_its_field()
    {
        var events = GetEventsResponse.Descriptor.Oneofs.Single().Fields
            .Select(field => (field.FieldNumber, field.Name.ToUpperInvariant()));

        var types = StreamReflection.Descriptor.EnumTypes.Single(type => type.Name == "EventType").Values
            .Where(value => value.Number != 0)
            .Select(value => (value.Number, value.Name));

        Assert.Equal(events.Order(), types.Order());
    }

    private static List<FileDescriptor> Files()
    {
        var files = new Dictionary<string, FileDescriptor>();
        var waiting = new Queue<FileDescriptor>(Roots);
        while (waiting.TryDequeue(out var file))
        {
            if (!file.Package.StartsWith("google.", StringComparison.Ordinal) && files.TryAdd(file.Name, file))
            {
                foreach (var dependency in file.Dependencies)
                {
                    waiting.Enqueue(dependency);
                }
            }
        }

        return [.. files.Values];
    }
}
