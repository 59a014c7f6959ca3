using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Process = Eyrie.Protos.Tetragon.Process;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Eyrie.Benchmarks;

/// <summary>
/// Events of one node with many processes: executions and exits of new ones below random living ones, and one alert of Falco's
/// for a hundred of them. The same number gives the same events.
/// </summary>
internal sealed class EnrichmentEvents(int tracked)
{
    private const string Node = "node-1";
    private const int AlertEvery = 100;
    private const int Programs = 200;
    private const int Containers = 500;
    private const long EventNanoseconds = 150_000; // 6,600 events a second

    private static readonly EventTime Boot = EventTime.From(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private readonly Random _random = new(4);

    // However many there are, four levels below the first: with each level a document grows.
    private readonly long _children = (long)Math.Ceiling(Math.Pow(tracked, 0.25));
    private long _events;
    private long _started = tracked;

    /// <summary>Makes the living known, as if each had been told.</summary>
    public void Fill(PartitionState state)
    {
        var table = state.Node(Node).Processes;
        for (var i = 0; i < tracked; i++)
        {
            table.Learn(
                new()
                {
                    ExecId = ExecId(i),
                    ParentExecId = i == 0 ? null : ExecId(Parent(i)),
                    Pid = Pid(i),
                    Executable = Binary(i),
                    CommandLine = $"{Binary(i)} {Arguments(i)}",
                    WorkingDirectory = "/srv/app",
                    Start = Start(i),
                    Flags = "execve clone",
                    ContainerId = Container(i),
                    User = new() { Id = "0" },
                    InInitTree = i % Containers == 0,
                },
                out _);
        }
    }

    /// <summary>The next events, as records of <c>events.v1</c>.</summary>
    public List<ConsumeResult<string, byte[]>> Next(int count)
    {
        var records = new List<ConsumeResult<string, byte[]>>(count);
        while (records.Count < count)
        {
            var process = _started++;
            records.Add(Tetragon(new()
            {
                ProcessExec = new() { Process = Image(process), Parent = Image(_random.Next(tracked)) },
                Time = Stamp(Start(process)),
                NodeName = Node,
            }));
            if (process % AlertEvery == 0)
            {
                records.Add(Alert(process));
            }

            records.Add(Tetragon(new()
            {
                ProcessExit = new() { Process = Image(process), Parent = Image(_random.Next(tracked)), Time = Stamp(Now()) },
                Time = Stamp(Now()),
                NodeName = Node,
            }));
        }

        return records;
    }

    private ConsumeResult<string, byte[]> Tetragon(GetEventsResponse said) => Record(said.ToByteArray(), SensorFormat.TetragonProtobuf);

    private ConsumeResult<string, byte[]> Alert(long process)
    {
        var line = $"{Binary(process)[9..]} {Arguments(process)}";
        var json = string.Create(CultureInfo.InvariantCulture, $$"""
            {"hostname":"{{Node}}","output":"Sensitive file opened for reading by non-trusted program | file=/etc/shadow command={{line}}","priority":"Warning","rule":"Read sensitive file untrusted","source":"syscall","tags":["T1555","mitre_credential_access"],"time":"{{Now()}}","output_fields":{"container.id":"{{Container(process)[..12]}}","evt.type":"openat","evt.res":"SUCCESS","fd.name":"/etc/shadow","proc.pid":{{Pid(process)}},"proc.pid.ts":{{Start(process).UnixNanoseconds - 500_000}},"proc.name":"{{Binary(process)[9..]}}","proc.cmdline":"{{line}}","proc.exepath":"{{Binary(process)}}","proc.cwd":"/srv/app/","thread.tid":{{Pid(process)}},"user.name":"root","user.uid":0} }
            """);
        return Record(Encoding.UTF8.GetBytes(json), SensorFormat.FalcoJson);
    }

    private ConsumeResult<string, byte[]> Record(byte[] payload, SensorFormat format)
    {
        _events++;
        return new()
        {
            Message = EventRecord.ToMessage(new SensorEvent(payload, format, Node, Now() + TimeSpan.FromMilliseconds(1))),
            TopicPartitionOffset = new("events.v1", 0, _events),
        };
    }

    private Process Image(long process) => new()
    {
        ExecId = ExecId(process),
        ParentExecId = ExecId(Parent(process)),
        Pid = (uint)Pid(process),
        Uid = 0,
        Auid = uint.MaxValue,
        Cwd = "/srv/app",
        Binary = Binary(process),
        Arguments = Arguments(process),
        Flags = "execve clone",
        StartTime = Stamp(Start(process)),
        Docker = Container(process),
        Tid = (uint)Pid(process),
    };

    private EventTime Now() => new(Boot.UnixNanoseconds + 100_000_000_000 + (_events * EventNanoseconds));

    // Those that are there have begun before the first event, the others each with its own.
    private EventTime Start(long process) =>
        new(Boot.UnixNanoseconds + (process < tracked ? process * 10_000 : 100_000_000_000 + ((process - tracked) * 2 * EventNanoseconds)));

    private string ExecId(long process) => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Node}:{Start(process).UnixNanoseconds - Boot.UnixNanoseconds}:{Pid(process)}")));

    private long Parent(long process) => process % tracked / _children;

    private static long Pid(long process) => process + 1;

    private static string Binary(long process) => $"/usr/bin/program-{process % Programs}";

    private static string Arguments(long process) => $"--config /etc/app/settings-{process}.yaml --listen 0.0.0.0:{process % 60_000} --verbose";

    private static string Container(long process) => (process % Containers).ToString("x31", CultureInfo.InvariantCulture);

    private static Timestamp Stamp(EventTime time) => new()
    {
        Seconds = time.UnixNanoseconds / 1_000_000_000,
        Nanos = (int)(time.UnixNanoseconds % 1_000_000_000),
    };
}
