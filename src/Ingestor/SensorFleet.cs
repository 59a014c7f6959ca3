using System.Text.Json;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>Starts to read one sensor; completes when it is stopped, or at an end for good.</summary>
internal delegate Task ReadSensor(SensorOptions sensor, CancellationToken stop);

/// <summary>Reads all sensors, each on its own. Their list may change: those that stay as they are go on undisturbed.</summary>
internal sealed class SensorFleet(SensorReload reload, ReadSensor read, ILogger<SensorFleet> logger)
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <summary>Reads until stopped, or until all sensors are at an end for good.</summary>
    /// <exception cref="PipelineException">Fatal: a sensor of the first list cannot be read with its settings.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            var changed = Apply(reload.Take(), stop);
            while (_members.Count > 0 || !stop.IsCancellationRequested)
            {
                var ended = await Task.WhenAny([changed, .. _members.Values.Select(member => member.Reading)]).WaitAsync(stop);
                if (ended == changed)
                {
                    changed = Apply(reload.Take(), stop);
                }
                else if (await EndAsync(ended))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was read goes on to Kafka; that is not our matter.
        }
        finally
        {
            await StopAsync([.. _members.Keys]);
        }
    }

    private Task Apply(SensorReload.Change change, CancellationToken stop)
    {
        var wanted = change.Sensors.ToDictionary(sensor => sensor.Name, StringComparer.Ordinal);
        var gone = _members.Values.Where(member => !wanted.TryGetValue(member.Name, out var same) || Text(same) != member.Text).ToArray();
        foreach (var member in gone)
        {
            logger.SensorStopped(member.Name);
            member.Stop();
            _members.Remove(member.Name);
        }

        foreach (var sensor in wanted.Values.Where(sensor => !_members.ContainsKey(sensor.Name)))
        {
            // A changed one begins when its old self has let go of its port or its place in a file.
            var before = Array.Find(gone, member => member.Name == sensor.Name)?.Reading ?? Task.CompletedTask;
            _members.Add(sensor.Name, Start(sensor, before, change.IsFirst, stop));
        }

        return change.Next;
    }

    private Member Start(SensorOptions sensor, Task before, bool isFirst, CancellationToken stop)
    {
        var own = CancellationTokenSource.CreateLinkedTokenSource(stop);
        return new(sensor.Name, Text(sensor), own, ReadAsync());

        async Task ReadAsync()
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await read(sensor, own.Token);
            }
            catch (OperationCanceledException) when (own.IsCancellationRequested)
            {
                // Stopped.
            }
            catch (PipelineException e) when (!isFirst)
            {
                logger.SensorGivenUp(e, sensor.Name); // the others are read on: a mistake in a new one must not cost them
                await new TaskCompletionSource().Task.WaitAsync(own.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // True when it was the last one.
    private async Task<bool> EndAsync(Task ended)
    {
        var member = _members.Values.First(member => member.Reading == ended);
        _members.Remove(member.Name);
        member.Stop();
        await ended;
        return _members.Count == 0;
    }

    private async Task StopAsync(string[] names)
    {
        Array.ForEach(names, name => _members[name].Stop());
        await Task.WhenAll(names.Select(name => _members[name].Reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _members.Clear();
    }

    private static string Text(SensorOptions sensor) => JsonSerializer.Serialize(sensor);

    private sealed record Member(string Name, string Text, CancellationTokenSource Own, Task Reading)
    {
        public void Stop() => Own.Cancel();
    }
}
