using System.Net;
using Eyrie.Contracts;
using Eyrie.Enricher.Incidents;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>Documents that together have every field there is: one observation cannot, and samples never had some.</summary>
internal static class FullDocuments
{
    private static readonly string[] WorkloadKinds = ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "CronJob", "Job", "Rollout"];

    /// <summary>All of them.</summary>
    public static IEnumerable<byte[]> All()
    {
        var observation = FullObservation.Create();
        yield return SampleDocuments.Write(observation);
        yield return SampleDocuments.Write(observation with { Resource = null }, Enriched(observation)); // what the API is called for is on no node that we know
        yield return SampleDocuments.Write(observation with { Format = SensorFormat.FalcoProtobuf, GroupLeader = observation.Process, SessionLeader = observation.Process, Message = new('m', 40_000) });
        yield return SampleDocuments.Write(
            observation, SampleDocuments.Enrich(observation) with { NamespaceLabels = new Dictionary<string, string> { ["team"] = "shop" }, Suppressed = new("Raw socket opened", Severity.Warning, "captures packets", "network-team", "2027-01-31", "/etc/eyrie/detections.yaml line 40") });
        yield return SampleDocuments.Write(observation with { Health = Health });
        yield return SampleDocuments.Write(Call(observation));
        yield return ClosedIncident();
        yield return SampleDocuments.Write(observation, analyzer: true);
        yield return SampleDocuments.Write(observation with { Network = observation.Network! with { DestinationAddress = IPAddress.Parse("203.0.113.7") } });
        foreach (var kind in WorkloadKinds)
        {
            yield return SampleDocuments.Write(observation with { Pod = observation.Pod! with { WorkloadKind = kind } });
        }

        foreach (var algorithm in new[] { "md5", "sha1", "sha256", "sha384", "sha512", "crc32" })
        {
            yield return SampleDocuments.Write(observation with
            {
                File = observation.File! with { Hash = new(algorithm, "aa11") },
                Process = observation.Process! with { Hashes = [new(algorithm, "bb22")] },
            });
        }
    }

    // What only an Enricher finds out.
    private static Enrichment Enriched(Observation observation) => SampleDocuments.Enrich(observation) with
    {
        Correlation = new(CorrelationMethod.Pid, Confidence.Medium, "a thread's alert does not tell when its process began"),
        AlertSeverity = Severity.Critical,
        Subject = "551e161c47d8",
        Around = "9183deff71cfd5f32e5374aed07999e6",
        Incident = new("9183deff71cfd5f32e5374aed07999e6", "551e161c47d8", 5, Totals),
        Repeat = new(3, FullObservation.Create().Time, FullObservation.Create().Time),
        Risk = new(65, ["priority", "technique"], ["priority +55: critical", "technique +10: T1059"]),
        Node = new("node-1")
        {
            Zone = "eu-west-1a",
            Region = "eu-west-1",
            InstanceType = "m6i.large",
            ProviderId = "aws:///eu-west-1a/i-0123456789abcdef0",
            System = new() { MachineId = "5f2c", Architecture = "amd64", OperatingSystem = "linux", Image = "Ubuntu 24.04.1 LTS", Kernel = "6.8.0-45-generic" },
            Ips = ["192.168.1.4"],
            Labels = new Dictionary<string, string> { ["pool"] = "gpu" },
        },
        Source = new("pod", "web-7f9c-x2x4z") { Namespace = "shop", WorkloadKind = "Deployment", WorkloadName = "web" },
        Destination = new("pod", "db-0") { Namespace = "shop", WorkloadKind = "StatefulSet", WorkloadName = "db" },
        Enforcement = new("sigkill", "blocked", "it ended by SIGKILL"),
        Related = [new(new(observation.Time, 1, "/etc/passwd", null, 0, false), "0123", "falco", "Write below etc")],
    };

    // What audit logs, clouds and older sensors say, and processes whose rights are not their own.
    private static Observation Call(Observation observation)
    {
        var user = new UserFact { Id = "5", Name = "mary", GroupId = "6", GroupName = "staff", FullName = "Mary Major", Email = "mary@example.com" };
        var process = observation.Process! with { RealUser = user, SavedUser = user };
        return observation with
        {
            Process = process,
            Parent = process with { Pid = 4711 },
            User = user with { UserAgent = "kubectl/1.34" },
            EffectiveUser = user,
            TargetUser = user,
            SensorVersion = "1.6.0",
            SensorKernel = "6.8.0-45-generic",
            File = new("/etc/link") { Type = "symlink", TargetPath = "/etc/shadow", Uid = "1000", Gid = "1000", Mode = "0644", Inode = 1 },
            Network = observation.Network! with
            {
                SourceDomain = "autoscaling.amazonaws.com",
                SourcePlace = new() { City = "Vienna", Region = "Vienna", Country = "Austria", PostalCode = "1010", AsNumber = 64500, AsOrganization = "Example Networks" },
                SourceBytes = 78,
                SourcePackets = 2,
                DestinationBytes = 15_000,
                DestinationPackets = 21,
            },
            Dns = new("evil.example.com") { Type = "A", ResponseCode = "0", ResolvedAddresses = ["203.0.113.7"] },
            Call = new() { Url = "/api/v1/pods?limit=500", Version = "v1", RequestId = "0d2f", StatusCode = 403 },
            Cloud = new("aws")
            {
                AccountId = "123456789012",
                AccountName = "example",
                ProjectId = "shop",
                Region = "eu-central-1",
                AvailabilityZone = "eu-central-1a",
                Service = "iam",
                InstanceId = "i-0123",
                ResourceType = "bucket",
                ResourceName = "invoices",
                ResourceId = "projects/_/buckets/invoices",
            },
        };
    }

    private static IncidentSummary Totals { get; } = new()
    {
        First = FullObservation.Create().Time,
        Last = FullObservation.Create().Time,
        Alerts = 5,
        Suppressed = 2,
        Severity = Severity.Critical,
        RiskScore = 88,
        Rules = ["Terminal shell in container"],
        Techniques = ["T1059", "T1059.004"],
    };

    // The word that an incident is over.
    private static byte[] ClosedIncident()
    {
        var observation = FullObservation.Create();
        var (book, output) = (new IncidentBook(TimeSpan.FromMinutes(15)), new List<Enriched>());
        var enrichment = Enriched(observation);
        book.Add(
            book.FindOrBegin("551e161c47d8", "a", observation.Time),
            new(observation.Time, Severity.Critical, 65, "Terminal shell in container", ["T1059"], () => IncidentLead.Of(observation, enrichment, "Terminal shell in container")),
            observation.Time);
        book.Sweep(observation.Time + TimeSpan.FromHours(1));
        book.TellEnded([], output);
        return SampleDocuments.Write(output[0].Observation, output[0].Enrichment);
    }

    private static HealthEvent Health { get; } = new(HealthKind.SensorRestarted)
    {
        Time = FullObservation.Create().Time,
        Number = 17,
        Sensor = "falco-host",
        Type = "falco-grpc",
        Node = "node-1",
        Address = "unix:///run/falco/falco.sock",
        Version = "0.43.1",
        PreviousVersion = "0.42.0",
        Severity = Severity.Notice,
        Message = "m",
        Reason = "r",
        Lost = 3,
        Since = FullObservation.Create().Time,
    };
}
