using Eyrie.Contracts;

namespace Eyrie.Sinks.Tests;

public sealed class BatchProgressTests
{
    private readonly Alert[] _batch = [.. Enumerable.Range(0, 6).Select(number => An.Alert($"{number}"))];
    private readonly BatchProgress _progress = new();

    [Fact]
    public void Goes_on_with_a_part_of_a_batch_where_all_of_it_failed_half_way()
    {
        _progress.Resume(_batch);
        _progress.Stored(_batch[0]);
        _progress.Reject(_batch[2], "no");
        _progress.Reject(_batch[4], "nor that");

        var first = _progress.Resume(_batch[..3]);
        var rejected = _progress.Rejected;
        var second = _progress.Resume(_batch[3..]);

        Assert.Equal([_batch[1]], first);
        Assert.Equal([_batch[2]], rejected.Select(one => one.Alert));
        Assert.Equal([_batch[3], _batch[5]], second);
        Assert.Equal([_batch[4]], _progress.Rejected.Select(one => one.Alert));
        Assert.True(_progress.Has(_batch[0]) && _progress.Has(_batch[2]) && !_progress.Has(_batch[1]));
    }

    [Fact]
    public void Begins_anew_with_the_next_batch()
    {
        _progress.Resume(_batch);
        _progress.Reject(_batch[0], "no");

        var next = _progress.Resume([An.Alert("0"), An.Alert("7")]);

        Assert.Equal(2, next.Length);
        Assert.Empty(_progress.Rejected);
        Assert.False(_progress.Has(_batch[0]));
    }
}
