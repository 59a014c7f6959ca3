using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Follows log files: looks at them every <see cref="SensorOptions.FileInterval"/> (the system's notices do not reach network and overlay
/// mounts), reads what was written, remembers how far. A file can wait, so nothing is read that there is no room for.
/// </summary>
internal sealed class FileTailing : ISensorStream
{
    /// <summary>A renamed file that nobody wrote to for so long is whole: its last line needs no end.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    /// <summary>A renamed file that the path does not name is kept open for so long: its writer may not know yet.</summary>
    public static readonly TimeSpan UnlistedTime = TimeSpan.FromHours(1);

    private readonly SensorContext _context;
    private readonly SensorFormat _format;
    private readonly ILogger _logger;
    private readonly Checkpoint _checkpoint;
    private bool _toldNothing;

    public FileTailing(SensorContext context, SensorFormat format)
    {
        (_context, _format, _logger) = (context, format, context.Loggers.CreateLogger<FileTailing>());
        _checkpoint = new(CheckpointFile.Of(context), context.Sensor.Name, context.Time, _logger);
    }

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        using var files = new FollowedFiles(_context, _format, _logger);
        var saved = _checkpoint.Load();
        files.Restore(saved);
        var lines = new LineIntake(intake, _format, new(_context.Sensor.Name, _context.Time, _logger));
        var reading = new FileReading(_context, _format, lines, _logger)
        {
            Replaced = files.Replaced,
            Progressed = () => SaveIfDue(files, intake, lines, cancellation),
        };
        try
        {
            files.Look();
            Tell(files);
            _checkpoint.Begin(intake, 0, files.Places(), cancellation); // a start at the end is decided once
            await FollowAsync(files, reading, lines, () => SaveIfDue(files, intake, lines, cancellation), cancellation);
        }
        finally
        {
            await _checkpoint.EndAsync(intake, lines.Position, files.Places());
        }
    }

    private async Task FollowAsync(
        FollowedFiles files, FileReading reading, LineIntake lines, Action saveIfDue, CancellationToken cancellation)
    {
        while (true)
        {
            var more = false;
            foreach (var file in files.Files)
            {
                cancellation.ThrowIfCancellationRequested();
                more |= await ReadAsync(files, file, reading, cancellation);
            }

            lines.Flush();
            saveIfDue();
            if (!more)
            {
                await Task.Delay(_context.Sensor.FileInterval, _context.Time, cancellation);
            }

            files.Look();
            Tell(files);
        }
    }

    private async ValueTask<bool> ReadAsync(FollowedFiles files, TailedFile file, FileReading reading, CancellationToken cancellation)
    {
        var isQuiet = file.IsRotated && !file.IsFinished && _context.Time.GetElapsedTime(file.ChangedAt) >= QuietTime;
        var hasChanged = file.HasChanged;
        if (!hasChanged && !isQuiet && (file.IsSettled || file.IsCompressed))
        {
            return false;
        }

        try
        {
            if (file.IsNew && !files.Recognise(file))
            {
                return false;
            }

            var more = await reading.ReadAsync(file, atEnd: isQuiet, cancellation);
            (file.Failure, file.IsSettled) = (null, !hasChanged);
            return more;
        }
        catch (IOException e)
        {
            if (file.Failure != e.Message)
            {
                _logger.FileUnreadable(_context.Sensor.Name, file.Path, e.Message);
            }

            file.Failure = e.Message;
            file.Read = file.IsCompressed ? file.Stat : file.Read; // one that is not whole yet is tried again when it has changed
            return false;
        }
    }

    private void Tell(FollowedFiles files)
    {
        var (sensor, count) = (_context.Sensor, files.Files.Count);
        if (count > 0)
        {
            _context.Status.Connected($"{count} {(count == 1 ? "file" : "files")} at {sensor.Path}");
        }
        else if (!_toldNothing)
        {
            _toldNothing = true;
            _logger.NoFiles(sensor.Name, sensor.Path!);
        }
    }

    private void SaveIfDue(FollowedFiles files, IEventIntake intake, LineIntake lines, CancellationToken cancellation)
    {
        if (_checkpoint.IsDue)
        {
            _checkpoint.Begin(intake, lines.Position, files.Places(), cancellation);
        }
    }
}
