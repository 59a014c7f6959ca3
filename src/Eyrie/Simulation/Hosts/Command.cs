using System.Text;

namespace Eyrie.Simulation.Hosts;

/// <summary>What a process executes. What is null is taken over from whoever executes it.</summary>
/// <param name="Binary">Path as called: Tetragon's <c>binary</c>. A script's own path, not its interpreter's.</param>
/// <param name="Args">Words after argv[0]; a script's path is the first of them, as the kernel passes it.</param>
internal sealed record Command(string Binary, params string[] Args)
{
    /// <summary>The file really mapped, behind links and <c>#!</c>: Falco's <c>proc.exepath</c>; null: the binary.</summary>
    public string? Mapped { get; init; }

    public uint? Uid { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Number of the controlling terminal, 0 for none.</summary>
    public int? Terminal { get; init; }

    /// <summary>The file came with no image: it was written after the container had started.</summary>
    public bool Dropped { get; init; }

    /// <summary>Kubelet runs it as the container's liveness or readiness probe.</summary>
    public bool IsProbe { get; init; }

    /// <summary>The kernel's name for the process: 15 characters.</summary>
    public string ShortName => Cut(Binary[(Binary.LastIndexOf('/') + 1)..]);

    /// <summary>The line as Falco shows it: short name, then the words.</summary>
    public string FalcoLine => Args.Length == 0 ? ShortName : $"{ShortName} {string.Join(' ', Args)}";

    /// <summary>The words as Tetragon shows them: quoted where they hold spaces, without argv[0].</summary>
    public string TetragonArguments()
    {
        var text = new StringBuilder();
        foreach (var word in Args)
        {
            var quote = word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? "\"" : "";
            text.Append(text.Length == 0 ? "" : " ").Append(quote).Append(word).Append(quote);
        }

        return text.ToString();
    }

    private static string Cut(string name) => name.Length > 15 ? name[..15] : name;
}
