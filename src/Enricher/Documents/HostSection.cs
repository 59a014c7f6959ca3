using System.Buffers;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes the node as Kibana's pages about hosts read it: <c>host</c>.</summary>
internal static class HostSection
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, NodeFact? node)
    {
        ecs.Open("host");
        ecs.Write("name", guard.Clean(observation.Node));
        ecs.Write("hostname", guard.Clean(observation.SensorHost));
        ecs.Write("type", guard.Clean(node?.InstanceType));
        ecs.Write("id", guard.Clean(node?.System.MachineId));
        ecs.Write("architecture", Architecture(guard.Clean(node?.System.Architecture)));
        WriteIps(ecs, node);
        WriteSystem(ecs, guard, observation, node?.System ?? NodeSystem.Unknown);
        ecs.Close();
    }

    private static void WriteIps(EcsWriter ecs, NodeFact? node)
    {
        ecs.OpenList("ip");
        for (var i = 0; i < node?.Ips.Count; i++)
        {
            ecs.Add(Addresses.Text(node.Ips[i]));
        }

        ecs.Close();
    }

    private static void WriteSystem(EcsWriter ecs, TextGuard guard, Observation observation, NodeSystem system)
    {
        var image = guard.Clean(system.Image).AsSpan();
        var version = Version(image);
        ecs.Open("os");
        ecs.Write("type", guard.Clean(system.OperatingSystem) ?? (SeesTheKernel(observation) ? "linux" : null));
        ecs.Write("full", image);
        ecs.Write("name", image[..version].TrimEnd());
        ecs.Write("version", image[version..]);
        ecs.Write("kernel", guard.Clean(system.Kernel));
        ecs.Close();
    }

    // Who reads system calls runs on Linux; an audit log may be read anywhere.
    private static bool SeesTheKernel(Observation observation) =>
        observation.Format is SensorFormat.TetragonJson or SensorFormat.TetragonProtobuf || observation.Provider is "syscall";

    // Where the first word begins that begins with a digit: behind 'Ubuntu ', 'Debian GNU/Linux '.
    private static int Version(ReadOnlySpan<char> image)
    {
        for (var i = 0; i < image.Length; i++)
        {
            var digit = image[i..].IndexOfAny(Digits);
            if (digit < 0)
            {
                break;
            }

            i += digit;
            if (i > 0 && image[i - 1] == ' ')
            {
                return i;
            }
        }

        return image.Length;
    }

    // Elastic's agents say what 'uname -m' says.
    private static string? Architecture(string? name) => name switch
    {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        _ => name,
    };
}
