using Eyrie.Platform;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Something made of files, made anew when they change. What cannot be used leaves the last good one in place, is said once, and is tried
/// again: a certificate and its key are never replaced at the same moment.
/// </summary>
/// <typeparam name="T">What is made of them.</typeparam>
internal sealed class WatchedFiles<T>
    where T : class
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string[] _paths;
    private readonly Func<T> _read;
    private readonly TimeProvider _time;
    private readonly Action<string, PipelineException?> _changed;
    private readonly Lock _gate = new();
    private T _current;
    private string _version;
    private string? _complaint;
    private long _looked;

    /// <summary>Reads them for the first time.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="read">Makes it of them; throws <see cref="PipelineException"/> when it cannot.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Told of the files' names and, when they cannot be used, of the reason.</param>
    /// <exception cref="PipelineException">Fatal: they cannot be used.</exception>
    public WatchedFiles(IEnumerable<string?> paths, Func<T> read, TimeProvider time, Action<string, PipelineException?> changed)
    {
        (_paths, _read, _time, _changed) = ([.. paths.OfType<string>()], read, time, changed);
        _version = Version(); // before reading: what changes meanwhile is read again
        _current = read();
        _looked = time.GetTimestamp();
    }

    /// <summary>What the files say now, give or take a second.</summary>
    public T Current
    {
        get
        {
            lock (_gate)
            {
                if (_time.GetElapsedTime(_looked) >= LookInterval)
                {
                    _looked = _time.GetTimestamp();
                    Look();
                }

                return _current;
            }
        }
    }

    private void Look()
    {
        var version = Version();
        if (version == _version)
        {
            return;
        }

        try
        {
            _current = _read();
            (_version, _complaint) = (version, null);
            _changed(string.Join(", ", _paths), null);
        }
        catch (PipelineException e)
        {
            if (_complaint != e.Message)
            {
                _complaint = e.Message;
                _changed(string.Join(", ", _paths), e);
            }
        }
    }

    // Through the open file: a secret of Kubernetes is a link to a link, and only what is behind them ever changes.
    private string Version()
    {
        var version = "";
        foreach (var path in _paths)
        {
            try
            {
                using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                version += $"{File.GetLastWriteTimeUtc(file).Ticks}/{RandomAccess.GetLength(file)} ";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                version += "- ";
            }
        }

        return version;
    }
}
