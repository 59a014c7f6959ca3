using Eyrie.Contracts;

namespace Eyrie.Simulation.Scenarios;

/// <summary>A sensor's message as it was recorded.</summary>
/// <param name="Offset">When it arrived, in nanoseconds from the recording's start.</param>
/// <param name="Anchor">What the clock showed then: times in the message are told relative to it.</param>
/// <param name="Message">The message.</param>
internal sealed record RecordedMessage(long Offset, EventTime Anchor, SensorMessage Message);
