using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Simulation.Hosts;

/// <summary>A container and the pod around it. Ids are made of names, so that the same pod has them in every run.</summary>
internal sealed class SimulatedContainer
{
    private readonly Timestamp _started;
    private readonly Image _image;
    private int _lastPid;

    public SimulatedContainer(PodPlan plan, string node, EventTime started)
    {
        Plan = plan;
        Id = HexOf($"container/{node}/{plan.Namespace}/{plan.Name}", 64);
        var uid = HexOf($"pod/{node}/{plan.Namespace}/{plan.Name}", 32);
        PodUid = $"{uid[..8]}-{uid[8..12]}-4{uid[13..16]}-a{uid[17..20]}-{uid[20..]}";
        _started = started.ToTimestamp();
        _image = new()
        {
            Id = $"{plan.Repository}@sha256:{HexOf(plan.Repository + plan.Tag, 64)}",
            Name = $"{plan.Repository}:{plan.Tag}",
        };
    }

    public PodPlan Plan { get; }

    /// <summary>64 hex digits.</summary>
    public string Id { get; }

    /// <summary>As Falco cuts it.</summary>
    public string ShortId => Id[..12];

    /// <summary>As Tetragon cuts it.</summary>
    public string DockerId => Id[..31];

    public string PodUid { get; }

    /// <summary>The next pid in the container's own numbering; 1 for its first process.</summary>
    public int TakePid() => Interlocked.Increment(ref _lastPid);

    /// <summary>The pod as Tetragon shows it with one process in it.</summary>
    public Pod Describe(int vpid, bool maybeProbe)
    {
        var pod = new Pod
        {
            Namespace = Plan.Namespace,
            Name = Plan.Name,
            Uid = PodUid,
            Workload = Plan.Workload,
            WorkloadKind = Plan.WorkloadKind,
            Container = new()
            {
                Id = $"containerd://{Id}",
                Name = Plan.Container,
                Image = _image,
                StartTime = _started,
                Pid = (uint)vpid,
                MaybeExecProbe = maybeProbe,
            },
        };
        pod.PodLabels.Add(Plan.Labels);
        return pod;
    }

    private static string HexOf(string name, int digits) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..digits];
}

/// <summary>What a pod is called and made of.</summary>
internal sealed record PodPlan(string Namespace, string Name, string Workload, string WorkloadKind)
{
    public required string Container { get; init; }

    public required string Repository { get; init; }

    public required string Tag { get; init; }

    public required string Address { get; init; }

    public IDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
