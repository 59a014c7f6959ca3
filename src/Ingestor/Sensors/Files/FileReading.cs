using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Reads what a file has that was not read yet.</summary>
internal sealed class FileReading(SensorContext context, SensorFormat format, LineIntake intake, ILogger logger)
{
    /// <summary>Most that is read of one file before it is the next one's turn.</summary>
    private const long TurnBytes = 64 * 1024 * 1024;

    private readonly LineBuffer _buffer = new(context.Sensor.MaxLineBytes);
    private readonly List<LineOutcome> _outcomes = [];
    private readonly byte[] _history = new byte[LineBuffer.HistoryBytes];

    /// <summary>Told about a file's old place when it turns out to have another content.</summary>
    public required Action<TailedFile, Place> Replaced { get; init; }

    /// <summary>Called between pieces.</summary>
    public required Action Progressed { get; init; }

    /// <summary>Reads to the end, or a turn's worth.</summary>
    /// <param name="file">The file.</param>
    /// <param name="atEnd">Nothing more will be written: what its last line lacks is no reason to wait.</param>
    /// <param name="cancellation">Stops it; what was not handed over is not read.</param>
    /// <returns>True when there is more.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<bool> ReadAsync(TailedFile file, bool atEnd, CancellationToken cancellation)
    {
        var stat = file.Content.Stat();
        CheckContent(file, stat);
        Begin(file);
        var turnEnd = file.Position + TurnBytes;
        while (Fill(file))
        {
            await HandOverAsync(file, atEnd: false, cancellation);
            Progressed();
            if (file.Position >= turnEnd)
            {
                return true;
            }
        }

        if (atEnd || file.IsCompressed)
        {
            await HandOverAsync(file, atEnd: true, cancellation);
            file.Events.End(_outcomes);
            await HandOverAsync(cancellation);
            file.IsFinished = true;
        }

        file.Read = stat;
        return false;
    }

    private void CheckContent(TailedFile file, in FileStat stat)
    {
        var shrunk = !file.IsCompressed && stat.Size < file.Position;
        if (shrunk || !file.Fingerprint.Matches(file.Content))
        {
            logger.FileStartedAgain(context.Sensor.Name, file.Path, file.Position, shrunk ? $"it has {stat.Size} now" : "its content is another");
            Replaced(file, file.ToPlace());
            file.StartAgain(TailedFile.EventsOf(context, format));
        }
    }

    private void Begin(TailedFile file)
    {
        var history = (int)Math.Min(_history.Length, file.Position);
        var read = file.Content.ReadAll(_history.AsSpan(0, history), file.Position - history);
        _buffer.Begin(_history.AsSpan(0, read == history ? history : 0), file.Position, file.IsSkipping);
    }

    /// <summary>Reads the next piece; false at the end, or when the file was emptied while it was read.</summary>
    private bool Fill(TailedFile file)
    {
        var read = file.Content.Read(_buffer.Room().Span, _buffer.End);
        if (read > 0 && !file.IsCompressed && file.Content.Stat().Size < _buffer.End + read)
        {
            return false; // what is in the piece may be of two contents
        }

        _buffer.Added(read);
        return read > 0;
    }

    private async ValueTask HandOverAsync(TailedFile file, bool atEnd, CancellationToken cancellation)
    {
        while (_buffer.TryCut(atEnd, out var line))
        {
            file.Events.Take(_buffer.Text(line).Span, line.At, line.IsCut, _outcomes);
            await HandOverAsync(cancellation);
            (file.Position, file.IsSkipping) = (_buffer.Position, _buffer.IsSkipping);
        }

        var advanced = _buffer.Position != file.Fingerprint.At;
        (file.Position, file.IsSkipping) = (_buffer.Position, _buffer.IsSkipping);
        if (advanced && (_buffer.History.Length > 0 || file.Position == 0))
        {
            file.Fingerprint = file.Fingerprint.Advance(file.Content, file.Position, _buffer.History);
        }
    }

    private async ValueTask HandOverAsync(CancellationToken cancellation)
    {
        if (_outcomes.Count > 0)
        {
            try
            {
                await intake.HandOverAsync(_outcomes, cancellation);
            }
            finally
            {
                _outcomes.Clear();
            }
        }
    }
}
