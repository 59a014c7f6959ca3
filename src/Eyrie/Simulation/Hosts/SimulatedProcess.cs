using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;

namespace Eyrie.Simulation.Hosts;

/// <summary>A process: one pid from clone to exit, whatever images it runs meanwhile.</summary>
internal sealed class SimulatedProcess
{
    public required int Pid { get; init; }

    /// <summary>Its number inside its container; the same as <see cref="Pid"/> on the host.</summary>
    public required int Vpid { get; init; }

    /// <summary>Who cloned it; null for pid 1.</summary>
    public required SimulatedProcess? Parent { get; init; }

    public required SimulatedContainer? Container { get; init; }

    /// <summary>False when it entered its container from outside, as <c>kubectl exec</c> and probes do.</summary>
    public required bool InInitTree { get; init; }

    /// <summary>When it was cloned, which is before it executed anything.</summary>
    public required EventTime Cloned { get; init; }

    /// <summary>What it runs now.</summary>
    public ProcessImage Image { get; set; } = null!;
}

/// <summary>One executed image of a process, and what Tetragon says of it wherever it occurs.</summary>
internal sealed class ProcessImage(SimulatedProcess process, Command command, Process message, ProcessImage? parent)
{
    private Process[]? _ancestors;
    private ByteString? _encoded;

    public SimulatedProcess Process => process;

    public Command Command => command;

    /// <summary>Shared by all events that speak of it: nobody changes it.</summary>
    public Process Message => message;

    /// <summary><see cref="Message"/> as it goes over the wire.</summary>
    public ByteString Encoded => _encoded ??= message.ToByteString();

    /// <summary>When it was executed; cloned, if nothing was.</summary>
    public EventTime Started { get; } = EventTime.From(message.StartTime.Seconds, message.StartTime.Nanos);

    /// <summary>The image that forked it, or that the same pid ran before; null for pid 1.</summary>
    public ProcessImage? Parent => parent;

    /// <summary>Grandparent image and up, as Tetragon lists ancestors.</summary>
    public IReadOnlyList<Process> Ancestors => _ancestors ??= Climb(parent?.Parent);

    private static Process[] Climb(ProcessImage? image)
    {
        var ancestors = new List<Process>();
        for (; image is not null; image = image.Parent)
        {
            ancestors.Add(image.Message);
        }

        return [.. ancestors];
    }
}
