using Eyrie.Sinks.Elasticsearch;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class BulkPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly BulkPace _pace;

    public BulkPaceTests() => _pace = new(new() { MaxInFlight = 4, MaxRequestDocuments = 100, MaxRequestBytes = 1_000_000 }, _time);

    [Fact]
    public void Sends_fewer_requests_then_smaller_ones_while_it_is_asked_for_less()
    {
        var seen = new List<(int InFlight, int Documents)>();
        for (var i = 0; i < 8; i++)
        {
            _pace.Throttled();
            seen.Add((_pace.InFlight, _pace.Documents));
        }

        Assert.Equal([(2, 100), (1, 100), (1, 50), (1, 25), (1, 12), (1, 10), (1, 10), (1, 10)], seen);
        Assert.True(_pace.IsSlowed);
    }

    [Fact]
    public void Comes_back_to_what_the_options_allow_while_all_is_taken()
    {
        for (var i = 0; i < 8; i++)
        {
            _pace.Throttled();
        }

        var batches = 0;
        for (; _pace.IsSlowed; batches++)
        {
            _pace.Taken();
        }

        Assert.InRange(batches, 5, 30);
        Assert.Equal((4, 100), (_pace.InFlight, _pace.Documents));
        _pace.Taken();
        Assert.Equal((4, 100), (_pace.InFlight, _pace.Documents));
    }

    [Fact]
    public void Is_news_once_when_it_goes_to_and_fro_and_once_more_when_that_is_over()
    {
        var (less, more) = (0, 0);
        for (var i = 0; i < 100; i++, _time.Advance(TimeSpan.FromSeconds(5)))
        {
            less += i % 8 == 0 && _pace.Throttled() ? 1 : 0;
            more += i % 8 > 0 && _pace.Taken() ? 1 : 0;
        }

        Assert.Equal((1, 0), (less, more));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_pace.Taken());
        Assert.False(_pace.Taken());
        Assert.True(_pace.Throttled());
    }

    [Fact]
    public void Stays_below_a_size_that_was_too_large()
    {
        Assert.True(_pace.TooLarge(800_000));
        Assert.False(_pace.TooLarge(900_000));
        Assert.True(_pace.TooLarge(12_000));
        Assert.False(_pace.TooLarge(12_000));

        _pace.Taken();
        Assert.Equal(BulkPace.FewestBytes, _pace.Bytes);
    }
}
