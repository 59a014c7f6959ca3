using System.Runtime.InteropServices;

namespace Eyrie.Platform.Kafka;

/// <summary>What librdkafka exports of its mock cluster, which Confluent.Kafka does not show.</summary>
internal static class MockCluster
{
    public const int Producer = 0;

    // KafkaNative decides which of the bundled builds this is.
    private const string Library = "librdkafka";

    [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static extern IntPtr NewSettings();

    [DllImport(Library, EntryPoint = "rd_kafka_conf_set")]
    public static extern int Set(
        IntPtr settings,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        byte[] error,
        nint errorBytes);

    [DllImport(Library, EntryPoint = "rd_kafka_new")]
    public static extern IntPtr NewClient(int type, IntPtr settings, byte[] error, nint errorBytes);

    [DllImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static extern void DestroyClient(IntPtr client);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static extern IntPtr NewCluster(IntPtr client, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static extern void DestroyCluster(IntPtr cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static extern IntPtr Bootstraps(IntPtr cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static extern void SetInitialRebalanceDelay(IntPtr cluster, int milliseconds);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create")]
    public static extern int CreateTopic(
        IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicationFactor);
}
