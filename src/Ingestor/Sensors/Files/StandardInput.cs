using Eyrie.Contracts;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Reads lines from a pipe. Whoever writes into it waits when there is no room; nobody can be asked to write again.</summary>
internal sealed class StandardInput(SensorContext context, SensorFormat format, Func<Stream> open) : ISensorStream
{
    public StandardInput(SensorContext context, SensorFormat format)
        : this(context, format, Console.OpenStandardInput)
    {
    }

    public bool EndsForGood => true;

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        var logger = context.Loggers.CreateLogger<StandardInput>();
        var lines = new LineIntake(intake, format, new(context.Sensor.Name, context.Time, logger));
        var events = new LineEvents(format, context.Sensor.MaxLineBytes);
        var buffer = new LineBuffer(context.Sensor.MaxLineBytes);
        await using var input = open();
        context.Status.Connected("the standard input");
        while (await FillAsync(input, buffer, cancellation))
        {
            await HandOverAsync(buffer, events, lines, atEnd: false, cancellation);
            lines.Flush(); // the pipe holds 64 KiB: there is rarely more at hand
        }

        await HandOverAsync(buffer, events, lines, atEnd: true, cancellation);
        lines.Flush();
        logger.InputEnded(context.Sensor.Name, buffer.End);
    }

    private async ValueTask<bool> FillAsync(Stream input, LineBuffer buffer, CancellationToken cancellation)
    {
        try
        {
            // Reading a terminal or a pipe cannot be broken off: the read is left alone then.
            var read = await input.ReadAsync(buffer.Room(), cancellation).AsTask().WaitAsync(cancellation);
            buffer.Added(read);
            return read > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(FailureKind.Fatal, $"the standard input of {context.Sensor.Name} cannot be read: {e.Message}", e);
        }
    }

    private static async ValueTask HandOverAsync(
        LineBuffer buffer, LineEvents events, LineIntake lines, bool atEnd, CancellationToken cancellation)
    {
        var outcomes = new List<LineOutcome>();
        while (buffer.TryCut(atEnd, out var line))
        {
            events.Take(buffer.Text(line).Span, line.At, line.IsCut, outcomes);
            await lines.HandOverAsync(outcomes, cancellation);
            outcomes.Clear();
        }

        if (atEnd)
        {
            events.End(outcomes);
            await lines.HandOverAsync(outcomes, cancellation);
        }
    }
}
