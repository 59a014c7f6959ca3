using System.Net;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>Observations as an attacker would like them: odd texts and keys, numbers and times at their ends, far too much of everything.</summary>
internal static class HostileObservations
{
    private static readonly Gen<string> Texts = CsCheck.Gen.OneOf(
        CsCheck.Gen.String[0, 40],
        CsCheck.Gen.Char.Array[0, 20].Select(characters => new string(characters)), // lone surrogates among them
        CsCheck.Gen.OneOf(
            "", " ", ".", "..", "<NA>", "null", "\0", "a\0b", "\n\r\t\u001b[31m", "\ud800", "\udc00x", "\ufeff", "\u202e", "{}", "[]", "\"", "\\u0000", "1e999",
            "2300-01-01T00:00:00Z", "fe80::1%eth0", "[::1]:80", "010.0.0.1", "1.2.3.4/8", "::ffff:10.0.0.1",
            "a..b", "a. .b", "a.", string.Join('.', Enumerable.Repeat("a", 100))),
        CsCheck.Gen.Select(CsCheck.Gen.OneOf("x", "é", "\U0001F600", "\u0001", "\ud800"), CsCheck.Gen.OneOf(255, 8_192, 11_000, 33_000))
            .Select((filling, length) => string.Concat(Enumerable.Repeat(filling, length))));

    private static readonly Gen<long> Numbers = CsCheck.Gen.OneOf(CsCheck.Gen.Long, CsCheck.Gen.OneOf(0L, -1L, long.MinValue, long.MaxValue, 4_294_967_296));

    private static readonly Gen<EventTime> Times = Numbers.Select(nanoseconds => new EventTime(nanoseconds));

    private static readonly Gen<IPAddress> Addresses = CsCheck.Gen.OneOf(
        CsCheck.Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes)),
        CsCheck.Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes)),
        CsCheck.Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes, 3)));

    private static readonly Gen<IReadOnlyList<KeyValuePair<string, string>>> Fields =
        CsCheck.Gen.Select(Texts, Texts).Select((key, value) => KeyValuePair.Create(key, value)).List[0, 12].Select(IReadOnlyList<KeyValuePair<string, string>> (list) => list);

    private static readonly Gen<IReadOnlyDictionary<string, string>> Labels = Fields.Select(
        IReadOnlyDictionary<string, string> (fields) => fields.DistinctBy(field => field.Key).ToDictionary(field => field.Key, field => field.Value));

    private static readonly Gen<ProcessFact> Processes =
        CsCheck.Gen.Select(Texts, Texts, Texts.Array[0, 5], Numbers, Numbers, Times, Times, Fields).Select((name, line, words, pid, tty, start, end, hashes) => new ProcessFact
        {
            ExecId = name,
            Pid = pid,
            Vpid = tty,
            ThreadId = pid,
            Tty = tty,
            Name = name,
            Executable = line,
            CommandLine = line,
            Args = words,
            Environment = words,
            WorkingDirectory = name,
            Start = start,
            End = end,
            ExitCode = tty,
            User = new() { Id = name, Name = line, GroupId = name, GroupName = name },
            RealUser = new() { Id = line, GroupId = name },
            SavedUser = new() { Id = name, GroupId = line },
            EffectiveCapabilities = words,
            Hashes = [.. hashes, new("sha256", name)],
        });

    /// <summary>The observations.</summary>
    public static Gen<Observation> Gen { get; } = CsCheck.Gen.Select(
        CsCheck.Gen.Select(Texts, Texts, Texts, Texts.Array[0, 5]),
        CsCheck.Gen.Select(Times, Numbers, Addresses, CsCheck.Gen.Enum<SensorFormat>()),
        CsCheck.Gen.Select(Processes, Processes, Processes.Array[0, 4]),
        CsCheck.Gen.Select(Fields, Labels)).Select((texts, values, processes, fields) => Observation(texts, values, processes, fields));

    private static Observation Observation(
        (string, string, string, string[]) texts,
        (EventTime, long, IPAddress, SensorFormat) values,
        (ProcessFact, ProcessFact, ProcessFact[]) processes,
        (IReadOnlyList<KeyValuePair<string, string>>, IReadOnlyDictionary<string, string>) fields)
    {
        var (a, b, c, words) = texts;
        var (time, number, address, format) = values;
        var (process, parent, ancestors) = processes;
        return FullObservation.Create() with
        {
            Format = format,
            Node = a.Length == 0 ? "n" : a,
            Cluster = b,
            Time = time,
            SensorHost = c,
            Provider = a,
            Rule = new(b) { Description = c, Ruleset = a, Tags = words },
            Message = c,
            Action = a,
            Reason = b,
            Process = process,
            Parent = parent,
            Ancestors = ancestors,
            SessionLeader = parent,
            GroupLeader = process,
            Container = new() { Id = a, Name = b, Runtime = c, ImageName = a, ImageTag = b, ImageHash = c },
            Pod = new()
            {
                Namespace = a,
                Name = b,
                Uid = c,
                Ip = a,
                WorkloadKind = b,
                WorkloadName = c,
                ServiceAccount = a,
                Labels = fields.Item2,
                Annotations = fields.Item2,
            },
            File = new(b) { Mode = c, Type = a, TargetPath = b, Uid = c, Gid = a, Inode = number, Hash = new("sha1", a) },
            Network = new()
            {
                SourceAddress = address,
                SourcePort = (int)number,
                SourceDomain = c,
                SourceBytes = number,
                SourcePackets = number,
                SourcePlace = new() { City = a, Region = b, Country = c, PostalCode = a, AsNumber = number, AsOrganization = b },
                DestinationAddress = address,
                DestinationBytes = number,
                DestinationPackets = number,
                DestinationDomain = b,
                Transport = a,
            },
            Dns = new(a) { Type = b, ResponseCode = c },
            Call = new() { Url = a, Version = b, RequestId = c, StatusCode = number },
            Cloud = new("aws") { AccountId = a, ProjectId = b, Region = c, Service = a, ResourceType = b, ResourceName = c, ResourceId = a },
            SensorVersion = a,
            SensorKernel = b,
            User = new() { Id = a, Name = b, GroupId = c, GroupName = a, FullName = c, Email = a, UserAgent = b },
            EffectiveUser = new() { Id = b, Name = c },
            TargetUser = new() { Id = c, Name = a },
            Resource = new() { Type = a, Name = b, Namespace = c },
            Fields = fields.Item1,
        };
    }
}
