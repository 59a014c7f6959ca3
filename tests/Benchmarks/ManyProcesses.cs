using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher;

namespace Eyrie.Benchmarks;

/// <summary>
/// As many processes of one node as are asked for, told as Tetragon tells them: 200 executables, command lines of about 70
/// characters that are all different, 300 containers, 40 users; each has twenty children.
/// </summary>
internal static class ManyProcesses
{
    private const long Boot = 1_790_000_000_000_000_000;
    private const int Children = 20;
    private const string Node = "gke-prod-pool-1-5f8a2c41-x7kq";

    private static readonly string[] Executables =
        [.. Enumerable.Range(0, 200).Select(static i => $"/usr/{(i % 3 == 0 ? "local/bin" : "bin")}/{Words[i % Words.Length]}-{i}")];

    private static readonly string[] Containers =
        [.. Enumerable.Range(0, 300).Select(static i => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i))))];

    private static string[] Words => ["python3", "node", "java", "nginx", "postgres", "sh", "curl", "backup", "worker", "healthcheck"];

    public static string ExecId(long number) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Node}:{Ktime(number)}:{Pid(number)}")));

    /// <summary>Each has its own.</summary>
    public static int Pid(long number) => (int)number + 1;

    public static string Arguments(long number) => string.Create(
        CultureInfo.InvariantCulture, $" --job {number * 7919 % 10_000_019} --input /srv/data/part-{number % 4096:0000}.parquet -v");

    public static EventTime End(long number) => new(Boot + Ktime(number) + 50_000_000);

    /// <summary>What an exec event says of it. All texts are new ones, as a mapper's are.</summary>
    public static ProcessFact Fact(long number)
    {
        var executable = new string(Executables[number % Executables.Length]);
        var uid = (number % 40).ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ExecId = ExecId(number),
            ParentExecId = ExecId(number / Children),
            Pid = Pid(number),
            Vpid = number % 5 == 0 ? 1 : (number % 400) + 2,
            InInitTree = number % 3 == 0,
            Executable = executable,
            CommandLine = executable + Arguments(number),
            WorkingDirectory = $"/srv/app-{number % 64}",
            Start = new EventTime(Boot + Ktime(number)),
            Flags = new string("execve clone"),
            ContainerId = new string(Containers[number % Containers.Length]),
            User = new() { Id = uid, GroupId = uid },
        };
    }

    private static long Ktime(long number) => 5_000_000_000 + (number * 1_234_567);
}
