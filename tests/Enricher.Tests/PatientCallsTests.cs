using Confluent.Kafka;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests;

public sealed class PatientCallsTests
{
    private readonly WatchedTime _time = new();

    [Fact]
    public async Task Gives_a_call_up_that_never_comes_back()
    {
        using var comesBack = new ManualResetEventSlim();
        var calls = new PatientCalls(_time, CancellationToken.None);

        var call = Task.Run(() => calls.Insist(_ => comesBack.Wait()), TestContext.Current.CancellationToken);
        Assert.Equal(PatientCalls.SurelyStuck, await _time.PassAsync(TestContext.Current.CancellationToken));

        var failure = await Assert.ThrowsAsync<KafkaException>(() => call);
        Assert.Equal(ErrorCode.Local_TimedOut, failure.Error.Code);
        Assert.True(EnrichmentWorker.IsTransient(failure));
        Assert.False(calls.Last.IsCompleted);
        comesBack.Set();
        await calls.Last;
    }

    [Fact]
    public void Makes_a_call_again_that_ran_out_of_time()
    {
        var times = new List<TimeSpan>();
        new PatientCalls(_time, CancellationToken.None).Insist(time =>
        {
            times.Add(time);
            if (times.Count < 3)
            {
                throw TimedOut();
            }
        });

        Assert.Equal([PatientCalls.Slice, PatientCalls.Slice, PatientCalls.Slice], times);
    }

    [Fact]
    public void Gives_up_when_kafka_stays_away()
    {
        var (calls, attempts) = (new PatientCalls(_time, CancellationToken.None), 0);

        Assert.Throws<KafkaRetriableException>(() => calls.Insist(_ =>
        {
            attempts++;
            _time.Advance(TimeSpan.FromSeconds(9));
            throw TimedOut();
        }));
        Assert.Equal(27, attempts);
    }

    [Fact]
    public async Task Commits_again_what_came_with_an_old_generation()
    {
        var (calls, commits, again) = (new PatientCalls(_time, CancellationToken.None), 0, 0);

        var commit = Task.Run(
            () => calls.Commit(
                () => commits = commits < 2 ? throw Refused(ErrorCode.IllegalGeneration, ++commits) : commits + 1,
                () => again++),
            TestContext.Current.CancellationToken);
        await _time.PassAsync(TestContext.Current.CancellationToken);
        await _time.PassAsync(TestContext.Current.CancellationToken);
        await commit;

        Assert.Equal((3, 2), (commits, again));
    }

    [Fact]
    public async Task Gives_up_when_its_generation_stays_old()
    {
        var (calls, commits) = (new PatientCalls(_time, CancellationToken.None), 0);

        var commit = Task.Run(
            () => calls.Commit(() => throw Refused(ErrorCode.RebalanceInProgress, ++commits), static () => { }), TestContext.Current.CancellationToken);
        for (var i = 1; i < 10; i++)
        {
            await _time.PassAsync(TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<KafkaException>(() => commit);
        Assert.Equal(10, commits);
    }

    [Theory]
    [InlineData(ErrorCode.UnknownMemberId)]
    [InlineData(ErrorCode.InvalidProducerEpoch)]
    [InlineData(ErrorCode.MsgSizeTooLarge)]
    public void Never_commits_again_what_may_belong_to_another(ErrorCode code) =>
        Assert.Throws<KafkaException>(() => new PatientCalls(_time, CancellationToken.None)
            .Commit(() => throw new KafkaException(code), static () => Assert.Fail("there is nothing to start over")));

    [Fact]
    public void Stops_when_asked_to_while_kafka_is_away()
    {
        using var stopping = new CancellationTokenSource();
        var calls = new PatientCalls(_time, stopping.Token);

        Assert.Throws<OperationCanceledException>(() => calls.Insist(_ =>
        {
            stopping.Cancel();
            throw TimedOut();
        }));
    }

    [Fact]
    public void Lets_out_what_is_no_matter_of_time()
    {
        var calls = new PatientCalls(_time, CancellationToken.None);

        Assert.Throws<KafkaTxnRequiresAbortException>(() => calls.Insist(_ => throw new KafkaTxnRequiresAbortException(new(ErrorCode.IllegalGeneration))));
    }

    private static KafkaException Refused(ErrorCode code, int time) => new(new Error(code, $"{time}"));

    private static KafkaRetriableException TimedOut() => new(new(ErrorCode.Local_TimedOut));
}
