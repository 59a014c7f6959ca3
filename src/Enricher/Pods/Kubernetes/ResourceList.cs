using System.IO.Pipelines;
using System.Text.Json;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Lists all objects of a kind, page by page.</summary>
internal sealed class ResourceList(WatchServices services, WatchedResource resource, IObjectReader objects, int pageSize)
{
    private const int BufferBytes = 256 * 1024;

    private bool _atOnce;

    /// <summary>The uids of what is there; kept up to date by the watch.</summary>
    public HashSet<string> Uids { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Reads the list into the sinks.</summary>
    /// <returns>Its version: a watch begins there.</returns>
    /// <exception cref="ApiException">It cannot be had now.</exception>
    public async Task<string> ReadAsync(CancellationToken stopping)
    {
        var uids = new HashSet<string>(Uids.Count, StringComparer.Ordinal);
        var (version, next) = ((string?)null, (string?)null);
        do
        {
            var page = await ReadPageAsync(next, uids, stopping);
            version ??= page.Version ?? throw services.Server.Failures.Unreadable(resource, "it has no resourceVersion");
            next = next is null || page.Continuation != next ? page.Continuation : throw services.Server.Failures.Unreadable(resource, "its pages repeat");
        }
        while (next is not null);
        _atOnce = false;
        Uids = uids;
        services.Sinks.Listed(resource.Kind, uids);
        return version;
    }

    private async Task<ListDecoder> ReadPageAsync(string? continuation, HashSet<string> uids, CancellationToken stopping)
    {
        using var deadline = new Deadline(services.Pace.Silence, services.Time, stopping);
        try
        {
            var path = resource.ListPath(_atOnce ? 0 : pageSize, continuation);
            using var response = await services.Server.GetAsync(resource, "list", path, deadline.Token);
            return await DecodeAsync(response, uids, deadline);
        }
        catch (ApiException e) when (e.Trouble is ApiTrouble.Expired && continuation is not null)
        {
            _atOnce = true; // pages take us longer than the server keeps a list
            throw;
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

    private async Task<ListDecoder> DecodeAsync(HttpResponseMessage response, HashSet<string> uids, Deadline deadline)
    {
        var page = new ListDecoder(objects, found =>
        {
            uids.Add(found.Uid);
            services.Sinks.Put(found);
        });
        var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(deadline.Token), new(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 8));
        try
        {
            await DecodeAsync(body, page, deadline);
        }
        catch (JsonException e)
        {
            throw services.Server.Failures.Unreadable(resource, e.Message, e);
        }
        finally
        {
            await body.CompleteAsync();
        }

        services.Report.Skipped(resource, page.Skipped);
        return page.IsComplete ? page : throw services.Server.Failures.Unreadable(resource, "it ends too early");
    }

    // An object that is not whole yet is looked at again when twice as much of it is there, not at every few bytes.
    private async Task DecodeAsync(PipeReader body, ListDecoder page, Deadline deadline)
    {
        for (var left = 0L; ;)
        {
            var read = await body.ReadAtLeastAsync((int)Math.Min(left * 2, WatchStream.LargestObjectBytes) + 1, deadline.Token);
            deadline.Restart(services.Pace.Silence);
            var used = page.Decode(read.Buffer, read.IsCompleted);
            left = read.Buffer.Length - used;
            body.AdvanceTo(read.Buffer.GetPosition(used), read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }

            if (left > WatchStream.LargestObjectBytes)
            {
                throw services.Server.Failures.Unreadable(resource, "an object is larger than any store takes");
            }
        }
    }
}
