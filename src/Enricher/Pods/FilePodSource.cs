using System.Net;
using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods;

/// <summary>Pods from a file, read again when it has changed. A broken file leaves the pods of the last good one.</summary>
internal sealed class FilePodSource : IPodSource
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<FilePodSource> _logger;
    private readonly Lock _gate = new(); // one of the workers looks, the others go on
    private volatile PodIndex _pods;
    private (DateTime Written, long Length) _version;
    private long _checked;

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">It cannot be read; the message names file and line.</exception>
    public FilePodSource(IOptions<EnricherOptions> options, TimeProvider time, ILogger<FilePodSource> logger)
    {
        (_path, _time, _logger) = (options.Value.PodsFile, time, logger);
        _version = VersionOf(_path);
        _pods = Read(_path);
        _checked = time.GetTimestamp();
    }

    public string Name => "file";

    /// <summary>Reads a pods file.</summary>
    /// <exception cref="FormatException">It cannot be read; the message names file and line.</exception>
    public static PodIndex Read(string path)
    {
        try
        {
            return PodsDocument.Read(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new FormatException($"the pods file {path}: {e.Message}", e);
        }
    }

    public PodFact? Find(in PodQuery query)
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _checked)) >= CheckInterval && _gate.TryEnter())
        {
            try
            {
                Volatile.Write(ref _checked, _time.GetTimestamp());
                ReadIfChanged();
            }
            finally
            {
                _gate.Exit();
            }
        }

        return _pods.Find(query);
    }

    public EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time) => _pods.FindAddress(address);

    // A file tells of no nodes.
    public NodeFact? FindNode(string? cluster, string node) => null;

    public IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name) => _pods.FindNamespace(name);

    private void ReadIfChanged()
    {
        var version = VersionOf(_path);
        if (version == _version)
        {
            return;
        }

        _version = version; // a broken version is told once
        try
        {
            _pods = Read(_path);
            _logger.PodsRead(_path);
        }
        catch (FormatException e)
        {
            _logger.PodsUnreadable(e.Message);
        }
    }

    private static (DateTime Written, long Length) VersionOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}

/// <summary>Stops the start when the pods file cannot be read, naming file and line.</summary>
internal sealed class PodsFileCheck : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        try
        {
            _ = options.PodsFile.Length > 0 ? FilePodSource.Read(options.PodsFile) : null;
            return ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail($"enricher.podsFile: {e.Message}");
        }
    }
}
