using System.Buffers;
using System.IO.Pipelines;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads one watch of a kind until it ends; remembers up to which version.</summary>
internal sealed class WatchStream(WatchServices services, WatchedResource resource, IObjectReader objects)
{
    /// <summary>etcd takes 1.5 MB by default.</summary>
    public const int LargestObjectBytes = 16 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    private readonly WatchDecoder _decoder = new(objects);
    private HashSet<string> _uids = [];
    private bool _skipsLine;

    /// <summary>What is seen by now.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Whether the last watch was opened.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the last watch brought something.</summary>
    public bool IsFruitful { get; private set; }

    /// <summary>Whether a line could not be read since the list: the picture may be wrong.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Begins after a list.</summary>
    public void Begin(string version, HashSet<string> uids) => (Version, _uids, IsDoubtful) = (version, uids, false);

    /// <summary>Forgets how the last watch went: the next try may not come to one.</summary>
    public void Forget() => (IsOpen, IsFruitful, _skipsLine) = (false, false, false);

    /// <summary>Watches from where the last one stopped until the server ends it.</summary>
    /// <exception cref="ApiException">It could not begin, or ended otherwise.</exception>
    public async Task ReadAsync(CancellationToken stopping)
    {
        var seconds = Length();
        using var deadline = new Deadline(services.Pace.Silence, services.Time, stopping);
        try
        {
            using var response = await services.Server.GetAsync(resource, "watch", resource.WatchPath(Version, seconds), deadline.Token);
            deadline.Restart(TimeSpan.FromSeconds(seconds) + services.Pace.Grace);
            IsOpen = true;
            services.Report.InSync(resource, _uids.Count);
            await ReadAsync(response, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw services.Server.Failures.Silent(deadline.After);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw services.Server.Failures.Cut(e);
        }
    }

    // Different for each watch: thousands of them must not all end at once.
    private int Length() => (int)(services.Pace.ShortestWatch + ((services.Pace.LongestWatch - services.Pace.ShortestWatch) * services.Random.NextDouble())).TotalSeconds;

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation), new(bufferSize: BufferBytes));
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellation);
                var rest = TakeLines(read.Buffer);
                if (read.IsCompleted)
                {
                    TakeEnd(rest);
                    return;
                }

                body.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    private ReadOnlySequence<byte> TakeLines(ReadOnlySequence<byte> bytes)
    {
        while (bytes.PositionOf((byte)'\n') is { } end)
        {
            if (!_skipsLine)
            {
                TakeLine(bytes.Slice(0, end));
            }

            _skipsLine = false;
            bytes = bytes.Slice(bytes.GetPosition(1, end));
        }

        if (bytes.Length > LargestObjectBytes && !_skipsLine)
        {
            _skipsLine = true;
            Skip();
        }

        return _skipsLine ? bytes.Slice(bytes.End) : bytes;
    }

    // What a killed server leaves is half a line, and comes again with the next watch.
    private void TakeEnd(ReadOnlySequence<byte> rest)
    {
        if (rest.Length == 0 || _skipsLine)
        {
            return;
        }

        if (_decoder.Decode(rest) is not WatchEvent.Skipped and var kind)
        {
            Take(kind);
            return;
        }

        throw services.Server.Failures.Cut(new EndOfStreamException());
    }

    private void TakeLine(in ReadOnlySequence<byte> line)
    {
        if (line.Length > 0)
        {
            Take(_decoder.Decode(line));
        }
    }

    private void Take(WatchEvent kind)
    {
        switch (kind)
        {
            case WatchEvent.Added or WatchEvent.Modified:
                _uids.Add(_decoder.Object!.Uid);
                services.Sinks.Put(_decoder.Object);
                break;
            case WatchEvent.Deleted:
                _uids.Remove(_decoder.Metadata.Uid!);
                services.Sinks.Delete(resource.Kind, _decoder.Metadata.Uid!);
                break;
            case WatchEvent.Error:
                throw services.Server.Failures.Of(_decoder.Status!, resource, "watch");
            case WatchEvent.Skipped:
                Skip();
                break;
        }

        IsFruitful |= kind is not WatchEvent.Skipped;
        Version = _decoder.Metadata.ResourceVersion ?? Version;
        services.Report.Event(resource, kind, _uids.Count);
    }

    private void Skip()
    {
        IsDoubtful = true;
        services.Report.Skipped(resource, 1);
    }
}
