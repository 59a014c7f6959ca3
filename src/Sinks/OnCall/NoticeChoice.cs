namespace Eyrie.Sinks.OnCall;

/// <summary>What an address does next.</summary>
/// <param name="Groups">What is told now: one group, or several in a digest; none when there is nothing to tell yet.</param>
/// <param name="Until">When to look again; <see cref="DateTimeOffset.MaxValue"/>: when something comes.</param>
/// <param name="IsPaced">Something is to be told, but not so soon: only what is urgent changes that.</param>
internal sealed record NoticeChoice(IReadOnlyList<NoticeGroup> Groups, DateTimeOffset Until, bool IsPaced = false)
{
    public bool IsDigest => Groups.Count > 1;

    public static NoticeChoice Wait(DateTimeOffset until, bool isPaced = false) => new([], until, isPaced);

    public static NoticeChoice Tell(params IReadOnlyList<NoticeGroup> groups) => new(groups, DateTimeOffset.MinValue);
}
