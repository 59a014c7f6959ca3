using System.Globalization;
using System.Text;

namespace Eyrie.Simulation;

/// <summary>One <c>eyrie simulate</c>: says where the sensors are, plays, says what was sent.</summary>
internal sealed class SimulationRun(SimulationOptions options, TimeProvider time, TextWriter output, TextWriter errors)
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUse = 2;

    /// <summary>How long clients may take for the rest once everything is played.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    /// <summary>Plays until everything is played and taken, the duration is over, or somebody stops it.</summary>
    /// <returns>0; 1 when a sensor cannot be served or a scenario fails; 2 when the options are wrong.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await using var sensors = await SimulatedSensors.StartAsync(options, time, cancellation);
            Introduce(sensors);
            await PlayAsync(sensors, cancellation);
            Account("falco", sensors.FalcoAddress, sensors.Falco);
            Account("tetragon", sensors.TetragonAddress, sensors.Tetragon);
            return Success;
        }
        catch (Exception e) when (e is FormatException or FileNotFoundException)
        {
            errors.WriteLine(e.Message);
            return WrongUse;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(e.Message);
            return Failure;
        }
    }

    private static async Task PlayAsync(SimulatedSensors sensors, CancellationToken cancellation)
    {
        try
        {
            await sensors.Completion.WaitAsync(cancellation);
            await sensors.DrainAsync(DrainTime, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private void Introduce(SimulatedSensors sensors)
    {
        output.WriteLine($"falco     {sensors.FalcoAddress ?? "-"}");
        output.WriteLine($"tetragon  {sensors.TetragonAddress ?? "-"}");
        foreach (var skipped in sensors.Skipped)
        {
            errors.WriteLine($"skipped {skipped}");
        }

        output.WriteLine($"plays     {string.Join(", ", options.Scenarios)}{(options.WaitForClient ? ", when a client listens" : "")}");
    }

    private void Account(string sensor, string? address, StreamCounts counts)
    {
        if (address is not null)
        {
            var line = new StringBuilder().Append(
                CultureInfo.InvariantCulture,
                $"{sensor,-9} generated {counts.Generated}, sent {counts.Sent}, dropped {counts.Dropped}, waiting {counts.Waiting}, unheard {counts.Unheard}");
            output.WriteLine(line);
        }
    }
}
