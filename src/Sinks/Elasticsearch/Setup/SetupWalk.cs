using Eyrie.Platform;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>What a walk over the resources does.</summary>
public enum SetupAct
{
    /// <summary>Installs what is missing, corrects what differs.</summary>
    Install,

    /// <summary>Compares, changes nothing.</summary>
    Check,

    /// <summary>Removes what Eyrie made.</summary>
    Remove,
}

/// <summary>Goes over the resources, one after the other, and says a line of each.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="isDryRun">Requests that change something are shown and not sent.</param>
internal sealed class SetupWalk(TextWriter output, bool isDryRun)
{
    private const int TitleWidth = 46;

    /// <summary>Walks.</summary>
    /// <returns>Whether everything is, or would be, as it should be.</returns>
    /// <exception cref="PipelineException">Something cannot be read, or a request was refused.</exception>
    public async Task<bool> GoAsync(IEnumerable<ISetupResource> resources, SetupAct act, CancellationToken cancellation)
    {
        var isWell = true;
        foreach (var resource in act is SetupAct.Remove ? resources.Reverse() : resources)
        {
            isWell &= act is SetupAct.Remove
                ? await RemoveAsync(resource, cancellation)
                : await InstallAsync(resource, act is SetupAct.Check, cancellation);
        }

        return isWell;
    }

    private async Task<bool> InstallAsync(ISetupResource resource, bool isCheck, CancellationToken cancellation)
    {
        var found = await resource.CompareAsync(cancellation);
        if (found.Condition is Condition.Same or Condition.Skipped or Condition.Foreign || isCheck)
        {
            Say(resource, found.Condition switch
            {
                Condition.Same => "fine",
                Condition.Skipped => "left out",
                Condition.Foreign => "NOT OURS",
                Condition.Missing => "MISSING",
                _ => "DIFFERS",
            }, found.Details);
            return found.Condition is Condition.Same or Condition.Skipped;
        }

        await SendAsync(resource, found.Requests, cancellation);
        var isNew = found.Condition is Condition.Missing;
        Say(resource, (isNew, isDryRun) switch
        {
            (true, false) => "created",
            (true, true) => "would be created",
            (false, false) => "changed",
            (false, true) => "would be changed",
        }, found.Details);
        return true;
    }

    // What documents still need is kept by Elasticsearch itself: that is no failure, they were to stay.
    private async Task<bool> RemoveAsync(ISetupResource resource, CancellationToken cancellation)
    {
        var (requests, stays) = await resource.PlanRemovalAsync(cancellation);
        var problem = await TrySendAsync(requests, cancellation);
        stays ??= problem is not null && problem.Contains("in use", StringComparison.Ordinal) ? problem : null;
        if (problem is not null && stays is null)
        {
            throw Refused(resource, problem);
        }

        Say(resource, stays is not null ? "stays" : requests.Count == 0 ? "is not there" : isDryRun ? "would be removed" : "removed", stays is null ? [] : [stays]);
        return true;
    }

    private async Task SendAsync(ISetupResource resource, IReadOnlyList<SetupRequest> requests, CancellationToken cancellation)
    {
        if (await TrySendAsync(requests, cancellation) is { } problem)
        {
            throw Refused(resource, problem);
        }
    }

    private async Task<string?> TrySendAsync(IReadOnlyList<SetupRequest> requests, CancellationToken cancellation)
    {
        foreach (var request in requests)
        {
            if (isDryRun)
            {
                output.WriteLine();
                output.WriteLine(request.Api.InConsole(request));
            }
            else if (request.Problem(await request.SendAsync(cancellation)) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static PipelineException Refused(ISetupResource resource, string problem) => new(FailureKind.Fatal, $"{resource.Title}: {problem}");

    private void Say(ISetupResource resource, string outcome, IReadOnlyList<string> details)
    {
        output.WriteLine($"{(isDryRun ? "# " : "  ")}{resource.Title.PadRight(TitleWidth)} {outcome}{(details.Count == 1 ? $": {details[0]}" : "")}");
        foreach (var detail in details.Count > 1 ? details : [])
        {
            output.WriteLine($"{(isDryRun ? "#   " : "    ")}{PlainText.OneLine(detail, 400)}");
        }
    }
}
