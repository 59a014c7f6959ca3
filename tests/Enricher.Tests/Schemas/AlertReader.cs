using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>Reads alerts that are warnings or worse, of one namespace or of all; the others are passed over by their headers alone.</summary>
internal sealed class AlertReader(string bootstrapServers, string group, string topic = "eyrie.alerts.v1")
{
    private static readonly string[] Wanted = ["emergency", "alert", "critical", "error", "warning"];

    public void Run(string? ofNamespace, Action<string, JsonElement> handle, CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            IsolationLevel = IsolationLevel.ReadCommitted, // Eyrie writes in transactions
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false, // committed below, when an alert was handled: none is lost
        }).Build();
        consumer.Subscribe(topic);
        try
        {
            while (true)
            {
                var record = consumer.Consume(cancellation);
                var closes = Header(record, "kind") is "event"; // the word that an incident is over
                if (!closes && Wanted.Contains(Header(record, "severity")) && (ofNamespace is null || Header(record, "namespace") == ofNamespace))
                {
                    using var document = JsonDocument.Parse(record.Message.Value);
                    handle(Header(record, "id"), document.RootElement); // after a crash an alert may come again: its id says so
                }

                consumer.Commit(record);
            }
        }
        catch (OperationCanceledException)
        {
            consumer.Close();
        }
    }

    private static string Header(ConsumeResult<string, byte[]> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : "";
}
