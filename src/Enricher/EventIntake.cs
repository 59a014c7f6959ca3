using Confluent.Kafka;
using Eyrie.Enricher.Mapping;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher;

/// <summary>What became of a record of <c>events.v1</c>.</summary>
internal enum Intake
{
    /// <summary>An event; what goes out because of it is in the output.</summary>
    Taken,

    /// <summary>A process that Tetragon remembered: no document of its own.</summary>
    Remembered,

    /// <summary>The same event was taken in before.</summary>
    Duplicate,

    /// <summary>No sensor event.</summary>
    Rejected,
}

/// <summary>The way of one record of <c>events.v1</c> into the pipeline. The same for what comes now and for what is read again.</summary>
internal static class EventIntake
{
    /// <summary>Takes in one record. One that breaks something is rejected: those behind it must not wait for a person.</summary>
    /// <param name="pipeline">Where it goes.</param>
    /// <param name="record">The record.</param>
    /// <param name="state">What its partition remembers.</param>
    /// <param name="output">Gets what goes out now, in order.</param>
    /// <param name="problem">Why it was rejected; empty when it was not.</param>
    public static Intake Take(
        this EnrichmentPipeline pipeline, ConsumeResult<string, byte[]> record, PartitionState state, List<Enriched> output, out string problem)
    {
        try
        {
            return EventRecord.TryRead(record.Message, out var sensorEvent, out problem)
                ? Take(pipeline, Map(record, sensorEvent), record, state, output)
                : Intake.Rejected;
        }
        catch (Exception e) when (e is not (KafkaException or OperationCanceledException or OutOfMemoryException))
        {
            problem = e is FormatException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            return Intake.Rejected;
        }
    }

    /// <summary>The event in our words, under the id that its record tells.</summary>
    public static Observation Map(ConsumeResult<string, byte[]> record, in Contracts.SensorEvent sensorEvent) =>
        SensorMapper.Map(sensorEvent, record.Message.Headers.Text(RecordHeaders.Id) ?? sensorEvent.ComputeId());

    private static Intake Take(
        EnrichmentPipeline pipeline, Observation observation, ConsumeResult<string, byte[]> record, PartitionState state, List<Enriched> output)
    {
        if (observation.Kind is ObservationKind.CachedProcess)
        {
            pipeline.Remember(observation, state, output);
            return Intake.Remembered;
        }

        return pipeline.Apply(observation, record, state, output) ? Intake.Taken : Intake.Duplicate;
    }
}
