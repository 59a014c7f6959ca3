using System.Runtime.InteropServices;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>
/// A Kafka inside this process for the demo and for tests: librdkafka's mock cluster. Groups, rebalances and transactions
/// work; a partition keeps about 5 MB, and nothing survives <see cref="Dispose"/>. It accepts but does not store offsets
/// sent in a transaction, and does not compact.
/// </summary>
public sealed class InProcessKafka : IDisposable
{
    private IntPtr _client;
    private IntPtr _cluster;

    private InProcessKafka(IntPtr client, IntPtr cluster)
    {
        _client = client;
        _cluster = cluster;
        BootstrapServers = Marshal.PtrToStringUTF8(MockCluster.Bootstraps(cluster))!;
    }

    /// <summary>The address other clients connect to.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts one broker that has the topics, with as many partitions as they ask for.</summary>
    /// <exception cref="PipelineException">Fatal: librdkafka refuses, for instance for lack of threads.</exception>
    public static InProcessKafka Start(Topics topics)
    {
        KafkaNative.Load();
        var client = StartClient();
        var cluster = MockCluster.NewCluster(client, brokers: 1);
        if (cluster == IntPtr.Zero)
        {
            throw Refused("does not start");
        }

        // A group's first member would wait 3 s for others: right for a cluster, a waste with one consumer a group.
        MockCluster.SetInitialRebalanceDelay(cluster, milliseconds: 0);
        foreach (var topic in topics.All)
        {
            if (MockCluster.CreateTopic(cluster, topic.Name, topic.Partitions, replicationFactor: 1) != 0)
            {
                throw Refused($"does not make the topic {topic.Name}");
            }
        }

        return new(client, cluster);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _cluster, IntPtr.Zero) is var cluster && cluster != IntPtr.Zero)
        {
            MockCluster.DestroyCluster(cluster);
            MockCluster.DestroyClient(Interlocked.Exchange(ref _client, IntPtr.Zero));
        }
    }

    private static IntPtr StartClient()
    {
        var error = new byte[512];
        var settings = MockCluster.NewSettings();
        if (MockCluster.Set(settings, "client.id", "in-process-kafka", error, error.Length) != 0
            || MockCluster.Set(settings, "log_level", "0", error, error.Length) != 0
            || MockCluster.NewClient(MockCluster.Producer, settings, error, error.Length) is var client && client == IntPtr.Zero)
        {
            throw Refused(Encoding.UTF8.GetString(error).TrimEnd('\0'));
        }

        return client;
    }

    private static PipelineException Refused(string why) => new(FailureKind.Fatal, $"the in-process Kafka {why}");
}
