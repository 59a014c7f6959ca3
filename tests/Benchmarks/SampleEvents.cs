using System.Text;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Benchmarks;

/// <summary>Real events, as their sensors send them.</summary>
internal static class SampleEvents
{
    private const int PodEvery = 6;
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>What a Tetragon said over gRPC: executions and exits, most on a host, some in pods; about 700 bytes each.</summary>
    public static byte[][] Tetragon() =>
    [
        .. Samples.Lines("recordings/3-guide-attack-without-pids/tetragon.jsonl").Select(Binary),
        .. Samples.Lines("recordings/1-guide-attack/tetragon.jsonl").Where(static (_, index) => index % PodEvery == 0).Select(Binary),
    ];

    /// <summary>A process that began in a pod.</summary>
    public static byte[] TetragonExec() =>
        Binary(Samples.Lines("recordings/1-guide-attack/tetragon.jsonl").First(line => line.Contains("process_exec", StringComparison.Ordinal)));

    /// <summary>An alert as Falco posts it.</summary>
    public static byte[] FalcoAlert() => Encoding.UTF8.GetBytes(Samples.Lines("falco/falco-0.43.1-http.jsonl")[0]);

    /// <summary>One as Falco says it over gRPC.</summary>
    public static response FalcoGrpcAlert() =>
        Parser.Parse<response>(Samples.Lines("falco/falco-0.43.1-grpc.jsonl")[0]);

    private static byte[] Binary(string line) =>
        Parser.Parse<GetEventsResponse>(line).ToByteArray();
}
