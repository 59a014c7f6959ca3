using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Noise;

/// <summary>What all alerts of a group have in common and an exception can name, whichever language it is in.</summary>
internal sealed record CommonGround
{
    // More programs than that are a habit of the workload's, not of one of them.
    private const int MostBinaries = 3;

    // They are above everything that runs, and narrow nothing down.
    private static readonly string[] Everywhere =
        ["systemd", "init", "tini", "dumb-init", "docker-init", "runc", "crun", "conmon", "dockerd", "containerd", "containerd-shim", "containerd-shim-runc-v2", "kubelet", "crio", "pause"];

    public string Rule { get; private init; } = "";

    /// <summary>Empty: no pod is known.</summary>
    public string Namespace { get; private init; } = "";

    /// <summary>Empty: none is known.</summary>
    public string Workload { get; private init; } = "";

    /// <summary>It runs outside of containers.</summary>
    public bool OnHost { get; private init; }

    /// <summary>Null: it differs, like all that follow.</summary>
    public string? Image { get; private init; }

    public IReadOnlyList<string> Binaries { get; private init; } = [];

    public string? Ancestor { get; private init; }

    public string? User { get; private init; }

    public string? Command { get; private init; }

    /// <summary>The command line as Falco says it.</summary>
    public string? FalcoCommand { get; private init; }

    /// <summary>Whether it says enough to be no wildcard: where, and if that is not one workload, also who.</summary>
    public bool IsNarrow => Rule.Length > 0 && (Workload.Length > 0 || ((OnHost || Namespace.Length > 0 || Image is not null) && (Binaries.Count > 0 || Command is not null)));

    public static CommonGround Of(NoiseGroup group) => new()
    {
        Rule = Sayable(group.Key.Rule) ?? "",
        Namespace = Sayable(group.Key.Namespace) ?? "",
        Workload = Sayable(group.Key.Workload) ?? "",
        OnHost = group.Key is { InContainer: false, Namespace.Length: 0 },
        Image = Sayable(group.Images.Constant),
        Binaries = group.Binaries is { HasUnsaid: false, All: { Count: > 0 and <= MostBinaries } all } && all.All(one => Sayable(one) is not null) ? all : [],
        Ancestor = group.Ancestors.FirstOrDefault(one => Sayable(one) is not null && !Everywhere.Contains(one[(one.LastIndexOf('/') + 1)..])),
        User = Sayable(group.Users.Constant),
        Command = Sayable(group.Commands.Constant),
        FalcoCommand = Sayable(group.FalcoCommands.Constant),
    };

    // What was cut or blanked is not what the next alert will say; a wildcard would be read as one.
    private static string? Sayable(string? text) =>
        text is not { Length: > 0 } || text.Contains(NoiseValues.Cut, StringComparison.Ordinal) || text.Contains(Redaction.Mark, StringComparison.Ordinal)
        || text.Contains("[cut]", StringComparison.Ordinal) || text.AsSpan().IndexOfAny('*', '?') >= 0 ? null : text;
}
