namespace Eyrie.Platform.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Backoff _backoff = new(Second, 8 * Second, new Random(1));

    [Fact]
    public void Doubles_up_to_its_limit_less_a_jitter_of_half()
    {
        double[] full = [1, 2, 4, 8, 8, 8];

        Assert.All(full, seconds => Assert.InRange(_backoff.Next(), Second * seconds / 2, Second * seconds));
    }

    [Fact]
    public void Differs_between_two_that_began_together() =>
        Assert.NotEqual(_backoff.Next(), new Backoff(Second, 8 * Second, new Random(2)).Next());

    [Fact]
    public void Begins_again_after_a_reset()
    {
        _backoff.Next();
        _backoff.Next();

        _backoff.Reset();

        Assert.InRange(_backoff.Next(), Second / 2, Second);
    }

    [Fact]
    public void Never_waits_longer_than_its_limit_even_at_first() =>
        Assert.InRange(new Backoff(10 * Second, Second, new Random(1)).Next(), TimeSpan.Zero, Second);
}
