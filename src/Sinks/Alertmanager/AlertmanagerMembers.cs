using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>
/// The members of one cluster. Each gets every request, since they tell each other of notifications and silences alone; one that
/// is away holds nobody up while another takes alerts.
/// </summary>
internal sealed class AlertmanagerMembers(
    string name, AlertmanagerOptions options, HttpTarget target, TimeProvider time, ILogger<AlertmanagerMembers> logger) : IDisposable
{
    private const string Target = "Alertmanager";

    // How long the others are waited for once one has answered: a member that hangs would hold up what is urgent, batch for batch.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GraceOfFailing = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);

    /// <summary>Posts to all.</summary>
    /// <returns>Null when one has taken it; else the refusal.</returns>
    /// <exception cref="PipelineException">Nobody took it, and it may be taken later, or when a person has acted.</exception>
    public async Task<PipelineException?> PostAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var answers = await AskAllAsync(HttpMethod.Post, "api/v2/alerts", body, cancellation);
        if (answers.Any(answer => answer.Failure is null))
        {
            return null;
        }

        return answers.Select(answer => answer.Failure!).OrderByDescending(failure => Weight(failure.Kind)).First() is { Kind: not FailureKind.Rejected } failure
            ? throw failure
            : answers[0].Failure;
    }

    /// <summary>Asks all; the answers of those that gave one.</summary>
    /// <exception cref="PipelineException">Nobody answered.</exception>
    public async Task<IReadOnlyList<byte[]>> GetAsync(string path, CancellationToken cancellation)
    {
        var answers = await AskAllAsync(HttpMethod.Get, path, default, cancellation);
        return answers.Any(answer => answer.Failure is null)
            ? [.. answers.Where(answer => answer.Failure is null).Select(answer => answer.Body)]
            : throw answers.Select(answer => answer.Failure!).OrderByDescending(failure => Weight(failure.Kind)).First();
    }

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    // A member that says what is wrong with the alerts knows more than one that is away; one that is away may come back by itself.
    private static int Weight(FailureKind kind) => kind switch { FailureKind.Rejected => 2, FailureKind.Transient => 1, _ => 0 };

    private async Task<(byte[] Body, PipelineException? Failure)[]> AskAllAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var asked = options.Members.Select(member => AskAsync(member, method, path, body, either.Token)).ToArray();
        await OneTakesAsync(asked);
        patience.CancelAfter(HasHealthyStragglers(asked) ? Grace : GraceOfFailing);
        var answers = await Task.WhenAll(asked);
        cancellation.ThrowIfCancellationRequested();
        var taken = answers.Any(answer => answer.Failure is null);
        for (var i = 0; i < answers.Length && method == HttpMethod.Post; i++)
        {
            Report(options.Members[i], answers[i].Failure, taken);
        }

        return answers;
    }

    private async Task<(byte[] Body, PipelineException? Failure)> AskAsync(
        string member, HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, HttpUrls.Below(member, path));
            Authorize(request.Headers);
            if (method == HttpMethod.Post)
            {
                request.Content = new ReadOnlyMemoryContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            var answer = await target.SendAsync(request, cancellation);
            return (int)answer.Status is >= 200 and < 300 ? (answer.Body, null) : ([], HttpFailures.From(Target, answer));
        }
        catch (PipelineException e)
        {
            return ([], e);
        }
        catch (OperationCanceledException e)
        {
            return ([], new(FailureKind.Transient, $"{Target} did not answer while another member did", e));
        }
    }

    // Ends with the first that succeeds, or when all have failed.
    private static async Task OneTakesAsync(IEnumerable<Task<(byte[] Body, PipelineException? Failure)>> asked)
    {
        await foreach (var answer in Task.WhenEach(asked))
        {
            if ((await answer).Failure is null)
            {
                return;
            }
        }
    }

    private bool HasHealthyStragglers(Task[] asked) =>
        asked.Index().Any(one => !one.Item.IsCompleted && !_failing.ContainsKey(options.Members[one.Index]));

    private void Report(string member, PipelineException? failure, bool taken)
    {
        if (failure is null)
        {
            if (_failing.TryRemove(member, out _))
            {
                logger.MemberRecovered(name, member);
            }
        }
        else if (taken && _failing.TryAdd(member, true))
        {
            logger.MemberFailing(name, member, failure.Message);
        }
    }

    private void Authorize(HttpRequestHeaders headers)
    {
        if (Secret.Read(options.TokenFile) is { } token)
        {
            headers.Authorization = new("Bearer", Ascii(token, options.TokenFile!));
        }
        else if (Secret.Read(options.PasswordFile) is { } password)
        {
            headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}")));
        }
    }

    private static string Ascii(string token, string file) => token.All(one => one is > ' ' and <= '~')
        ? token
        : throw new PipelineException(FailureKind.Fatal, $"the secret file {file} has characters that no token can have");
}
