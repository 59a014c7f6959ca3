namespace Eyrie.Sinks.OnCall;

/// <summary>A notice that is about to be told, with the alerts that it settles.</summary>
/// <param name="Group">Whose it is.</param>
/// <param name="Key">Where it is remembered.</param>
/// <param name="News">What is told.</param>
/// <param name="Closing">The word that it is over; told alone, after all news.</param>
/// <param name="Notice">What the notifier gets.</param>
internal sealed record NoticeDraft(
    NoticeGroup Group, NoticeKey Key, IReadOnlyList<PendingAlert> News, PendingAlert? Closing, Notice Notice)
{
    /// <summary>What is settled when it is told.</summary>
    public IEnumerable<PendingAlert> Alerts => Closing is null ? News : News.Append(Closing);
}
